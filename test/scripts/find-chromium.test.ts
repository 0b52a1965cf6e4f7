import { describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/find-chromium.ts";

const NOWHERE = "/nowhere/chromium";

describe("findChromium", () => {
  it("takes the path that is asked for", () => {
    expect(findChromium(process.execPath, [NOWHERE])).toBe(process.execPath);
  });

  it.each([undefined, ""])("takes the first usual path that can be run (asked for: %o)", (path) => {
    expect(findChromium(path, [NOWHERE, process.execPath])).toBe(process.execPath);
  });

  it("finds none where none is installed", () => {
    expect(findChromium(undefined, [NOWHERE])).toBeNull();
  });

  it("refuses a path that was asked for and cannot be run", () => {
    expect(() => findChromium(NOWHERE, [process.execPath])).toThrow(
      /CHROMIUM_PATH.*apt-get install/,
    );
  });
});
