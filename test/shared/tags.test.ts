import { describe, expect, it } from "vitest";
import { isTag, NewTag, sortTags, splitTags, tagsProblem } from "../../shared/tags.ts";
import { fc } from "../support/property.ts";

describe("a tag", () => {
  it.each(["a", "user:42", "A", "~", "!", '"', "\\", "a/b?c=d&e#f", "t".repeat(64)])(
    "may be %s",
    (tag) => expect(isTag(tag)).toBe(true),
  );

  it.each(["", "a b", "a,b", "a\t", "a\n", "\u007f", "é", "t".repeat(65), 7, null, ["a"]])(
    "may not be %j",
    (tag) => expect(isTag(tag)).toBe(false),
  );

  it("never breaks a header, whatever passes for one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 70 }), (text) => {
        if (!isTag(text)) return;
        expect(new Headers({ "Cache-Tag": text }).get("Cache-Tag")).toBe(text);
      }),
    );
  });
});

describe("the tags of an intent", () => {
  it("are a set: order and repetition say nothing", () => {
    expect(sortTags(["b", "a", "b"])).toEqual(["a", "b"]);
  });

  it("come as a list in which empty elements count for nothing", () => {
    expect(splitTags(" a ,,b\t, ")).toEqual(["a", "b"]);
    expect(splitTags("")).toEqual([]);
  });

  it("are at most 16, each a tag", () => {
    const sixteen = Array.from({ length: 16 }, (_, n) => `t${n}`);
    expect(tagsProblem(sixteen)).toBeNull();
    expect(tagsProblem([...sixteen, "t16"])).toBe("expected at most 16 tags, got 17");
    expect(tagsProblem(["a b"])).toContain("expected a tag of 1 to 64 printable ASCII characters");
  });

  it.each([".", ".."])("are not %j, which no path can name", (tag) => {
    expect(tagsProblem(["a", tag])).toContain('other than "." and ".."');
    expect(NewTag.safeParse(tag).success).toBe(false);
    expect(NewTag.safeParse(`${tag}a`).success).toBe(true);
    expect(isTag(tag)).toBe(true);
  });
});
