import { describe, expect, it } from "vitest";
import { fewestPuts } from "../../bench/measure/optimum.ts";
import { LEAST_WRITE_MS } from "../../bench/platform/virtual-kv.ts";
import type { Write } from "../../bench/workload.ts";
import { fc } from "../support/property.ts";

type Window = { readonly fromMs: number; readonly lengthMs: number };

const writesOf = (windows: readonly Window[]): readonly Write[] =>
  windows.map(({ fromMs }, number) => ({ number, atMs: fromMs, key: "k", sizeBytes: 1 }));

const fewest = (windows: readonly Window[]): number =>
  fewestPuts(writesOf(windows), ({ number, atMs }) => {
    const lengthMs = windows[number]?.lengthMs ?? 0;
    return atMs + lengthMs + LEAST_WRITE_MS;
  });

/** Tries every set of moments. */
function fewestByTrying(windows: readonly Window[]): number {
  const moments = [...new Set(windows.map(({ fromMs, lengthMs }) => fromMs + lengthMs))];
  let best = moments.length;
  for (let set = 0; set < 1 << moments.length; set++) {
    const chosen = moments.filter((_, at) => (set >> at) & 1);
    const isEnough = windows.every(({ fromMs, lengthMs }) =>
      chosen.some((moment) => moment >= fromMs && moment <= fromMs + lengthMs),
    );
    if (isEnough) best = Math.min(best, chosen.length);
  }
  return best;
}

describe("the offline optimum", () => {
  it("is the least of all sets of puts that cover every write in time", () => {
    const window = fc.record({
      fromMs: fc.integer({ min: 0, max: 30 }),
      lengthMs: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(window, { maxLength: 8 }), (windows) => {
        expect(fewest(windows)).toBe(fewestByTrying(windows));
      }),
    );
  });

  it("counts keys apart, and leaves out what was never covered", () => {
    const writes = ["a", "b", "c"].map((key, number) => ({ number, atMs: 0, key, sizeBytes: 1 }));
    expect(fewestPuts(writes, ({ key }) => (key === "c" ? null : 100))).toBe(2);
  });
});
