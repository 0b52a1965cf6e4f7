import { describe, expect, it } from "vitest";
import { hexOf } from "../../shared/hex.ts";
import { fc } from "../support/property.ts";

describe("hexOf", () => {
  it("writes two lower-case digits for each byte", () => {
    expect(hexOf(Uint8Array.of(0, 1, 15, 16, 255).buffer)).toBe("00010f10ff");
    expect(hexOf(new ArrayBuffer(0))).toBe("");
  });

  it("is what Node writes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(hexOf(Uint8Array.from(bytes).buffer)).toBe(Buffer.from(bytes).toString("hex"));
      }),
    );
  });
});
