import { describe, expect, it } from "vitest";
import { letterMarker } from "../../../producer/ops/model/letter-marker.ts";

const EARLY = "2026-11-21T09:00:00.000Z";
const LATE = "2026-11-21T09:30:00.000Z";

const answered = (refused: number, late: number, lateAt: string) => ({
  body: {
    reasons: [
      { reason: "kv_refused", count: refused, oldestAt: EARLY, newestAt: LATE },
      { reason: "timeout", count: late, oldestAt: EARLY, newestAt: lateAt },
    ],
    total: refused + late,
  },
  atMs: 1,
  problem: null,
});

describe("letterMarker", () => {
  it("tells of a letter that took the place of another of a rarer reason", () => {
    const before = letterMarker(answered(5, 3, EARLY));
    expect(letterMarker(answered(5, 3, LATE))).not.toBe(before);
    expect(letterMarker(answered(6, 2, EARLY))).not.toBe(before);
    expect(letterMarker({ ...answered(5, 3, EARLY), atMs: 2 })).toBe(before);
  });

  it("is null until there is an answer, and another when the first one is no letters", () => {
    const problem = { kind: "unreachable", detail: "" } as const;
    const refused = letterMarker({ body: null, atMs: null, problem });
    expect(letterMarker({ body: null, atMs: null, problem: null })).toBeNull();
    expect(refused).not.toBeNull();
    expect(letterMarker({ body: { reasons: [], total: 0 }, atMs: 1, problem: null })).not.toBe(
      refused,
    );
  });
});
