import { describe, expect, it } from "vitest";
import type { Replay } from "../../../producer/ops/api/answers.ts";
import {
  parseRate,
  replayOfLocation,
  replayPlan,
  replayView,
  runningReplay,
} from "../../../producer/ops/model/replay-words.ts";
import { someQuota } from "./some-answers.ts";

describe("what a replay will do", () => {
  it("names count, duration, superseded and unreadable ones", () => {
    const count = { matched: 200, skipped: 12, enqueued: 185 };
    expect(replayPlan(count, 20, null)).toEqual([
      "185 letters will be sent again, in about 9 s.",
      "12 are already superseded and will be skipped.",
      "3 cannot be replayed and stay.",
    ]);
  });

  it("names what the day's budget does not cover", () => {
    const count = { matched: 1_000, skipped: 0, enqueued: 1_000 };
    expect(replayPlan(count, 50, someQuota({ left: 588 }))).toEqual([
      "1,000 letters will be sent again, in about 20 s.",
      "Today's budget has only 588 writes left: the rest will be held.",
    ]);
    expect(replayPlan(count, 50, someQuota({ left: 1_000 }))).toHaveLength(1);
  });

  it.each([
    ["1", 1],
    ["1000", 1_000],
    ["0", null],
    ["1001", null],
    ["2.5", null],
    ["", null],
    ["fast", null],
  ])("takes the pace %j as %j", (text, rate) => {
    expect(parseRate(text)).toBe(rate);
  });
});

describe("how far a replay is", () => {
  const replay: Replay = {
    id: "replay_1",
    state: "running",
    matched: 1_000,
    skipped: 10,
    enqueued: 490,
    ratePerSecond: 50,
    startedAt: "2026-11-21T10:00:00.000Z",
  };

  it("says how long it will still take while it runs", () => {
    expect(replayView(replay)).toEqual({
      title: "Replay under way",
      done: 500,
      of: 1_000,
      words: "500 of 1,000: 490 sent again, 10 skipped; about 10 s to go.",
      isOver: false,
    });
  });

  it("says what stays when it was cancelled", () => {
    const cancelled = replayView({ ...replay, state: "cancelled" });
    expect(cancelled.words).toContain("500 stay dead letters");
    expect(cancelled.isOver).toBe(true);
    expect(replayView({ ...replay, state: "cancelling" }).isOver).toBe(false);
    expect(replayView({ ...replay, state: "finished" })).toMatchObject({ isOver: true });
  });

  it("is found in the audit, whoever started it, and in a refusal's Location", () => {
    const entry = { tokenId: "other", outcome: "running" } as const;
    expect(runningReplay([{ ...entry, action: "discard" }])).toBeNull();
    expect(
      runningReplay([
        { ...entry, action: "cancel", replay: "replay_2" },
        { ...entry, action: "replay", replay: "replay_1" },
      ]),
    ).toBe("replay_1");
    expect(runningReplay([{ ...entry, action: "replay", outcome: "finished" }])).toBeNull();
    expect(replayOfLocation("/v1/replays/replay_1")).toBe("replay_1");
    expect(replayOfLocation(null)).toBeNull();
  });
});
