import { describe, expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "../../shared/base64.ts";
import { fc } from "../support/property.ts";
import { withLittleHeap } from "../support/with-little-heap.ts";

describe("base64", () => {
  it("is what Node writes, and decodes to the same bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const base64 = encodeBase64(bytes);
        expect(base64).toBe(Buffer.from(bytes).toString("base64"));
        expect(decodeBase64(base64)).toEqual(bytes);
      }),
    );
  });

  it("takes values longer than one call can take arguments", () => {
    const bytes = Uint8Array.from({ length: 200_003 }, (_, index) => index % 251);
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
  });

  it("is decoded in little more memory than its text takes", async () => {
    const decode = `return module.decodeBase64("Bwc3".repeat(4_000_000)).byteLength;`;
    expect(await withLittleHeap("shared/base64.ts", decode, 96)).toBe(12_000_000);
  });

  it("encodes only the bytes of a view", () => {
    const view = Uint8Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(encodeBase64(view)).toBe("AgM=");
  });

  it("throws on what is no base64", () => {
    expect(() => decodeBase64("a=b")).toThrow();
  });
});
