import { describe, expect, it } from "vitest";
import { withLittleHeap } from "../../support/with-little-heap.ts";

describe("a value in memory that goes to R2", () => {
  it("is not encoded to find out how long it would be", async () => {
    const enclose = `
      const bytes = new Uint8Array(25 * 1_048_576).fill(7);
      const draft = { namespace: "default", key: "a", op: "put", skipUnchanged: false };
      const upload = { write: async () => {}, complete: async () => {} };
      const services = {
        settings: { INLINE_LIMIT_BYTES: 96_000 },
        payloads: { begin: async () => upload },
        digest: { start: () => ({ update: async () => {}, finish: async () => "hash" }) },
      };
      const enclosed = await module.encloseValue(services, draft, {}, bytes);
      return enclosed.value.value;`;
    const stored = await withLittleHeap("producer/accept/enclose-value.ts", enclose, 32);
    expect(stored).toEqual({ kind: "payload", sha256: "hash", sizeBytes: 26_214_400 });
  });
});
