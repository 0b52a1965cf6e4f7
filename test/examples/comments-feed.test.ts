import { describe, expect, it } from "vitest";
import { expectedList, missing, orderOf } from "../../examples/comments-feed/expected-list.ts";
import type { Comment } from "../../examples/comments-feed/src/comment.ts";

const comment = (timestamp: number, end: string): Comment => ({
  id: `${timestamp}-${end}`,
  timestamp,
  text: "text",
  processed: false,
});

const OLD = comment(1_800_000_000_000, "00000000");
const LOW = comment(1_800_000_000_001, "0000000a");
const HIGH = comment(1_800_000_000_001, "0000000b");
const posted = [LOW, OLD, HIGH].map((one) => ({ comment: one }));
const none = new Set<string>();

describe("the expected list", () => {
  it("has the newest first, of one time the larger id, up to its length", () => {
    const changed = { processed: none, removed: none };
    expect(expectedList(posted, changed, 2)).toEqual([HIGH, LOW]);
  });

  it("shows what was processed, and no longer what was removed", () => {
    const changed = { processed: new Set([OLD.id]), removed: new Set([HIGH.id]) };
    expect(expectedList(posted, changed, 3)).toEqual([LOW, { ...OLD, processed: true }]);
  });

  it("misses a comment that is shown otherwise than expected", () => {
    expect(missing([HIGH, { ...LOW, processed: true }], [HIGH, LOW, OLD])).toBe(2);
  });

  it("tells by what a list is sorted", () => {
    expect(orderOf([HIGH, LOW, OLD])).toBe("time, then id");
    expect(orderOf([LOW, HIGH, OLD])).toBe("time");
    expect(orderOf([OLD, HIGH, LOW])).toBe("none");
  });
});
