import { describe, expect, it } from "vitest";
import {
  canonicalKey,
  keyText,
  parseSourceKey,
  type SourceOption,
} from "../../shared/source-key.ts";
import { fc } from "../support/property.ts";

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
const tricky = fc.oneof(text, fc.stringMatching(/^[%:=2A35a/]{1,8}$/));
const names = fc.constantFrom(
  "w",
  "h",
  "f",
  "q",
  "c",
  "derivative",
  "fps",
  "duration",
  "crop",
  "Z",
);
const options = fc.uniqueArray(fc.tuple(names, tricky), {
  selector: ([name]) => name,
  maxLength: 6,
});

describe("the canonical key", () => {
  it.each<readonly [string, readonly SourceOption[], string | null]>([
    ["videos/sample.mp4", [], "video:videos/sample.mp4"],
    ["videos/sample.mp4", [["derivative", "mobile"]], "video:videos/sample.mp4:derivative=mobile"],
    [
      "videos/sample.mp4",
      [
        ["q", "high"],
        ["f", "mp4"],
        ["h", "360"],
        ["w", "640"],
      ],
      "video:videos/sample.mp4:w=640:h=360:f=mp4:q=high",
    ],
    [
      "a",
      [
        ["quality", "1"],
        ["width", "2"],
        ["zoom", "3"],
        ["crop", "4"],
      ],
      "video:a:w=2:q=1:crop=4:zoom=3",
    ],
    ["a:b=c", [["f", "x:y%3A"]], "video:a%3Ab=c:f=x%3Ay%253A"],
    ["100%", [], "video:100%"],
    ["", [], null],
    ["a", [["w", ""]], null],
    [
      "a",
      [
        ["w", "1"],
        ["width", "1"],
      ],
      null,
    ],
    ["a", [["w w", "1"]], null],
    ["a", [["constructor", "1"]], "video:a:constructor=1"],
  ])("of %j with %j is %j", (path, given, key) => {
    expect(canonicalKey("video:", path, given)).toBe(key);
  });

  it("does not depend on the order of the options", () => {
    fc.assert(
      fc.property(tricky, options, fc.nat(), (path, given, turn) => {
        const shuffled = [
          ...given.slice(turn % (given.length + 1)),
          ...given.slice(0, turn % (given.length + 1)),
        ];
        expect(canonicalKey("video:", path, shuffled)).toBe(canonicalKey("video:", path, given));
        expect(canonicalKey("video:", path, given.toReversed())).toBe(
          canonicalKey("video:", path, given),
        );
      }),
    );
  });

  it("reads back as what it was made of, and is its own canonical key", () => {
    fc.assert(
      fc.property(tricky, options, (path, given) => {
        const key = canonicalKey("video:", path, given) ?? "";
        const read = parseSourceKey("video:", key);
        expect(read?.path).toBe(path);
        expect(new Map(read?.options)).toEqual(new Map(given));
        expect(read === null ? null : keyText("video:", read)).toBe(key);
      }),
    );
  });

  it("is never shared by different contents", () => {
    fc.assert(
      fc.property(tricky, options, tricky, options, (path, given, otherPath, others) => {
        const isSame =
          path === otherPath &&
          JSON.stringify(given.toSorted()) === JSON.stringify(others.toSorted());
        const keys = [canonicalKey("", path, given), canonicalKey("", otherPath, others)];
        expect(keys[0] === keys[1]).toBe(isSame);
      }),
    );
  });
});

describe("a key that is read", () => {
  it.each([
    "other:a",
    "video:",
    "video::w=1",
    "video:a:w",
    "video:a:=1",
    "video:a:w=",
    "video:a:w=1:w=2",
    "video:a:1w=1",
  ])("is none of a source's form: %s", (key) => {
    expect(parseSourceKey("video:", key)).toBeNull();
  });
});
