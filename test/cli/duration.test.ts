import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatDuration,
  parseDurationSeconds,
  parseMoment,
} from "../../cli/duration.ts";
import { ago, NOW_MS } from "./fake-world.ts";

describe("durations", () => {
  it.each([
    ["60", 60],
    ["90s", 90],
    ["15m", 900],
    ["1h", 3_600],
    ["30d", 2_592_000],
    ["1.5h", null],
    ["-1", null],
    ["", null],
    ["1w", null],
  ])("reads %j as %j seconds", (text, seconds) => {
    expect(parseDurationSeconds(text)).toBe(seconds);
  });

  it.each([
    [0, "0s"],
    [59_999, "59s"],
    [60_000, "1m"],
    [3_600_000, "1h"],
    [172_800_000, "2d"],
    [-5, "0s"],
  ])("writes %i ms as %s", (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it("tells the past from the future, and from what is no time", () => {
    expect(formatAge(ago(61_000), NOW_MS)).toBe("1m ago");
    expect(formatAge(ago(-61_000), NOW_MS)).toBe("in 1m");
    expect(formatAge("soon", NOW_MS)).toBe("?");
  });

  it("reads a moment as ISO 8601 or as a distance from now", () => {
    expect(parseMoment("1h", NOW_MS, "before")).toBe("2026-11-21T11:00:00.000Z");
    expect(parseMoment("1h", NOW_MS, "after")).toBe("2026-11-21T13:00:00.000Z");
    expect(parseMoment("2026-11-21T12:00:00+02:00", NOW_MS, "before")).toBe(
      "2026-11-21T10:00:00.000Z",
    );
    for (const text of ["tomorrow", "2026-13-01", "999999999999d"]) {
      expect(parseMoment(text, NOW_MS, "after")).toBeNull();
    }
  });

  it.each([
    ["2030-02-31", "after"],
    ["2027-02-29T12:00:00Z", "after"],
    ["9999999d", "after"],
    ["9999999d", "before"],
  ] as const)(
    "takes %s (%s) for no moment: no calendar of four digits has it",
    (text, direction) => {
      expect(parseMoment(text, NOW_MS, direction)).toBeNull();
    },
  );
});
