import type { PayloadStore } from "../../shared/ports.ts";
import type { Version } from "../../shared/version.ts";

export type MemoryPayloads = Map<Version, { readonly value: string; readonly sha256: string }>;

/** Payloads in memory, with the digest that their bytes are said to have. */
export const memoryPayloadStore = (payloads: MemoryPayloads): PayloadStore => ({
  async redeem(version, sha256) {
    const found = payloads.get(version);
    if (found === undefined) return { kind: "missing" };
    if (found.sha256 !== sha256) return { kind: "mismatch", foundSha256: found.sha256 };
    return { kind: "found", value: found.value };
  },
  async delete(versions) {
    for (const version of versions) payloads.delete(version);
  },
});
