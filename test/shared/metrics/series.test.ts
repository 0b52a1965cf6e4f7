import { describe, expect, it } from "vitest";
import { addSeries, pagesOf, seriesOf, stepsOf } from "../../../shared/metrics/series.ts";
import { fc } from "../../support/property.ts";

const minute = (index: number, accepted = 1) => ({ index, counts: { accepted } });

describe("a series", () => {
  it("sums minutes into steps, leaves steps without a count empty and others out", () => {
    const range = { from: 100, until: 130, step: 10 };
    const minutes = [minute(99), minute(100), minute(109, 2), minute(120), minute(130)];
    expect(seriesOf(range, minutes)).toEqual([{ accepted: 3 }, {}, { accepted: 1 }]);
  });

  it("cuts the last step short", () => {
    const range = { from: 0, until: 15, step: 10 };
    expect(seriesOf(range, [minute(14), minute(15)])).toEqual([{}, { accepted: 1 }]);
  });

  it("adds up with those of other shards", () => {
    expect(
      addSeries([
        [{ accepted: 1 }, {}],
        [{ accepted: 2 }, { dead: 1 }],
      ]),
    ).toEqual([{ accepted: 3 }, { dead: 1 }]);
    expect(addSeries([])).toEqual([]);
  });

  it("is the same read in pages", () => {
    const range = fc
      .record({ from: fc.nat(50), length: fc.nat(200), step: fc.integer({ min: 1, max: 60 }) })
      .map(({ from, length, step }) => ({ from, until: from + length, step }));
    const minutes = fc.uniqueArray(fc.nat(300)).map((all) => all.map((index) => minute(index)));
    fc.assert(
      fc.property(range, minutes, fc.integer({ min: 1, max: 100 }), (whole, counted, size) => {
        const pages = pagesOf(whole, size);
        const steps = pages.flatMap((page) => seriesOf(page, counted));
        expect(steps).toEqual(seriesOf(whole, counted));
        expect(steps.length).toBe(stepsOf(whole));
      }),
    );
  });
});
