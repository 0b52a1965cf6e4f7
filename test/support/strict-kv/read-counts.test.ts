import { describe, expect, it } from "vitest";
import { ReadCounts } from "./read-counts.ts";

describe("ReadCounts", () => {
  it("counts every key of a bulk read, and lists by their prefix", () => {
    const counts = new ReadCounts();
    counts.get("a");
    counts.get(["a", "__proto__"]);
    counts.list("user:");
    counts.list("user:");
    expect(counts.report()).toEqual({
      byKey: { a: 2, ["__proto__"]: 1 },
      listsByPrefix: { "user:": 2 },
    });
  });
});
