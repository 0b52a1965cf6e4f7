import { describe, expect, it } from "vitest";
import type { PayloadStore } from "../../shared/ports.ts";
import type { Version } from "../../shared/version.ts";
import { versionAt } from "../support/versions.ts";

export type PayloadSubject = {
  readonly store: PayloadStore;
  /** Uploads a payload as a producer does; resolves to its SHA-256 in hexadecimal. */
  readonly upload: (version: Version, text: string) => Promise<string>;
};

const OTHER_SHA256 = "0123456789abcdef".repeat(4);
let count = 0;

/** A version that no other test uses. */
const freshVersion = (): Version => versionAt(1_600_000_000_000 + count++);

export function describePayloadStoreContract(name: string, subject: () => PayloadSubject): void {
  describe(`${name} gives payloads back`, () => {
    const redeemText = async (version: Version, sha256: string): Promise<string> => {
      const redeemed = await subject().store.redeem(version, sha256);
      if (redeemed.kind !== "found") throw new Error(`the payload is ${redeemed.kind}`);
      return new Response(redeemed.value as BodyInit).text();
    };

    it.each([
      ["an empty one", ""],
      ["a small one", "small"],
      ["a large one", "välue ☃".repeat(50_000)],
    ])("whole, as often as they are asked for: %s", async (_, text) => {
      const version = freshVersion();
      const sha256 = await subject().upload(version, text);
      expect(await redeemText(version, sha256)).toBe(text);
      expect(await redeemText(version, sha256)).toBe(text);
    });

    it("and says when one is missing", async () => {
      expect(await subject().store.redeem(freshVersion(), OTHER_SHA256)).toEqual({
        kind: "missing",
      });
    });

    it("and says which digest it found instead of the one that was accepted", async () => {
      const version = freshVersion();
      const foundSha256 = await subject().upload(version, "value");
      expect(await subject().store.redeem(version, OTHER_SHA256)).toEqual({
        kind: "mismatch",
        foundSha256,
      });
    });

    it("by version, not by content", async () => {
      const [first, second] = [freshVersion(), freshVersion()];
      const sha256 = await subject().upload(first, "same");
      expect(await subject().upload(second, "same")).toBe(sha256);
      await subject().store.delete([first]);
      expect(await subject().store.redeem(first, sha256)).toEqual({ kind: "missing" });
      expect(await redeemText(second, sha256)).toBe("same");
    });

    it("until they are deleted, several at once; what is gone already is no error", async () => {
      const versions = [freshVersion(), freshVersion()];
      const digests = new Map<Version, string>();
      for (const version of versions) {
        digests.set(version, await subject().upload(version, "value"));
      }
      await subject().store.delete([...versions, freshVersion()]);
      await subject().store.delete(versions);
      for (const [version, sha256] of digests) {
        expect(await subject().store.redeem(version, sha256)).toEqual({ kind: "missing" });
      }
    });
  });
}
