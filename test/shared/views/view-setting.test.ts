import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../shared/settings.ts";

const A_VIEW = { prefix: "comment:", key: "recent", sortBy: "at" };

const parse = (views: unknown): unknown => {
  const parsed = parseSettings({ VIEWS: views });
  return parsed.ok ? parsed.value.VIEWS : parsed.error.join("; ");
};

describe("the setting VIEWS", () => {
  it("takes a list of tables or the same as JSON text, with defaults", () => {
    const views = [
      {
        ...A_VIEW,
        name: "recent",
        namespace: "default",
        order: "newest-first",
        limit: 500,
        maxBytes: 1_000_000,
        intervalMs: 3_000,
        repair: "daily",
      },
    ];
    expect(parse([A_VIEW])).toEqual(views);
    expect(parse(JSON.stringify([A_VIEW]))).toEqual(views);
  });

  it("takes one prefix in two views", () => {
    expect(parse([A_VIEW, { ...A_VIEW, key: "oldest" }])).toHaveLength(2);
  });

  it.each([
    ["no list", "views", "expected a list of views"],
    ["a table", A_VIEW, "expected a list of views"],
    ["a view without a prefix", [{ ...A_VIEW, prefix: undefined }], "found"],
    ["an empty prefix", [{ ...A_VIEW, prefix: "" }], "1 to 512 bytes"],
    ["an unknown member", [{ ...A_VIEW, colour: "red" }], "colour"],
    ["a wrong order", [{ ...A_VIEW, order: "up" }], "newest-first"],
    [
      "no limit",
      [{ ...A_VIEW, limit: 0 }],
      "VIEWS[0].limit: expected a whole number from 1 to 10000",
    ],
    ["an interval below KV's second", [{ ...A_VIEW, intervalMs: 999 }], "from 1000 to"],
    ["a key that is its own news", [{ ...A_VIEW, key: "comment:all" }], "outside the prefixes"],
    [
      "a key that is another's news",
      [A_VIEW, { prefix: "rec", key: "x", sortBy: "at" }],
      "outside the prefixes",
    ],
    [
      "a namespace that nobody has",
      [{ ...A_VIEW, namespace: "nobody" }],
      '"recent".namespace: expected a namespace of NAMESPACES',
    ],
    ["a name twice", [A_VIEW, { ...A_VIEW, namespace: "other" }], "no other view has"],
    ["a name that no path can hold", [{ ...A_VIEW, name: ".." }], 'other than "." and ".."'],
    ["a key twice", [A_VIEW, { ...A_VIEW, name: "b" }], "no other view writes"],
  ])("refuses %s and names itself", (_, views, words) => {
    const error = parse(views);
    expect(error).toMatch(/^VIEWS/);
    expect(error).toContain(words);
  });
});
