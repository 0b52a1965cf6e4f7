import { describe, expect, it } from "vitest";
import { err, ok, type Result, unreachable } from "../../shared/result.ts";

describe("a result", () => {
  it("carries its value or its evidence", () => {
    const results: readonly Result<number, string>[] = [ok(1), err("too large")];
    expect(results.map((result) => (result.ok ? result.value : result.error))).toEqual([
      1,
      "too large",
    ]);
  });
});

describe("unreachable", () => {
  it("throws with what should not exist", () => {
    expect(() => unreachable({ kind: "surprise" } as never)).toThrow(
      'unreachable: {"kind":"surprise"}',
    );
  });
});
