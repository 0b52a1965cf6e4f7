import { describe, expect, it } from "vitest";
import { reportWrites, type WriteRecord } from "./write-report.ts";

const record = (change: Partial<WriteRecord>): WriteRecord => ({
  operation: "put",
  key: "a",
  version: null,
  valueStart: null,
  startedAtMs: 0,
  endedAtMs: 5,
  landed: true,
  error: null,
  injected: false,
  ...change,
});

describe("reportWrites", () => {
  it("has no gap without two writes of one key", () => {
    const report = reportWrites([record({}), record({ key: "b" })]);
    expect(report).toMatchObject({ smallestGapMs: null, smallestGapKey: null, landed: 2 });
  });

  it("measures the gap from the end of a write to the start of the next one of that key", () => {
    const report = reportWrites([
      record({}),
      record({ startedAtMs: 1_005, endedAtMs: 1_010 }),
      record({ key: "b", startedAtMs: 900 }),
    ]);
    expect(report).toMatchObject({ smallestGapMs: 1_000, smallestGapKey: "a" });
  });

  it("counts a refused write as a write of its key", () => {
    const refused = { landed: false, error: "KV PUT failed: 429 Too Many Requests" };
    const report = reportWrites([record({}), record({ startedAtMs: 6, ...refused })]);
    expect(report).toMatchObject({ smallestGapMs: 1, attempts: 2, landed: 1 });
  });

  it("tells injected 429s from others", () => {
    const error = "KV DELETE failed: 429 Too Many Requests";
    const report = reportWrites([
      record({ landed: false, error, injected: true }),
      record({ key: "b", landed: false, error }),
    ]);
    expect(report).toMatchObject({ injected429s: 1, uninvited429s: 1 });
  });
});
