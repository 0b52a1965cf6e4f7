import { describe, expect, it } from "vitest";
import type { Digest } from "../../producer/ports.ts";

const ABC = new TextEncoder().encode("abc");
/** https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values */
const SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function describeDigestContract(name: string, digest: Digest): void {
  describe(`${name} as a digest`, () => {
    it("hashes bytes at once", async () => {
      expect(hexOf(await digest.sha256(ABC))).toBe(SHA256_OF_ABC);
    });

    it("hashes bytes that pass by", async () => {
      const running = digest.start();
      for (const byte of ABC) await running.update(Uint8Array.of(byte));
      expect(await running.finish()).toBe(SHA256_OF_ABC);
      expect(await digest.start().finish()).toBe(SHA256_OF_NOTHING);
    });

    it("tells 32 equal bytes from others", () => {
      const bytes = new Uint8Array(32).fill(7);
      expect(digest.areEqual(bytes, bytes.slice())).toBe(true);
      for (const index of [0, 31]) expect(digest.areEqual(bytes, bytes.with(index, 8))).toBe(false);
    });
  });
}
