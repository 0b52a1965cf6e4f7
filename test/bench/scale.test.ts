import { describe, expect, it } from "vitest";
import { LIMITS, planScale } from "../../bench/measure/scale-plan.ts";
import { scale } from "../../bench/suites/scale.ts";
import { readDocument, section, tableRows } from "../support/read-docs.ts";

/** Tens of thousands of writes; seconds on a busy machine. */
const PATIENCE_MS = 120_000;

const { text } = readDocument("docs/scale.md");
const rowsOf = (heading: string) => tableRows(section(text, heading));

describe("docs/scale.md", () => {
  it(
    "has the figures of the benchmark, up to the decade that a quick run reaches",
    async () => {
      const { tables } = await scale.run("quick");
      const [installed, sized, hashes] = tables.map(({ rows }) =>
        rows.map((row) => row.map(String)),
      );
      expect(rowsOf("As installed").filter(([perSecond]) => perSecond !== "100,000")).toEqual(
        installed,
      );
      expect(rowsOf("As it has to be set").slice(0, -1)).toEqual(sized);
      expect(rowsOf("Why the queue of a key")).toEqual(hashes);
    },
    PATIENCE_MS,
  );

  it("sets what the plan asks for", () => {
    const planned = [10_000, 100_000].map((perSecond) => {
      const { queues, shards } = planScale(perSecond);
      return [perSecond.toLocaleString("en-US"), String(queues), String(shards)];
    });
    const rows = (heading: string) => rowsOf(heading).map((cells) => cells.slice(0, 3));
    expect(rows("In short").slice(1)).toEqual(planned);
    expect(rows("As it has to be set").slice(2)).toEqual(planned);
  });
});

describe("the plan of a scale", () => {
  it("keeps queues below their limit and divides the shards by the queues", () => {
    for (let perSecond = 10; perSecond <= 200_000; perSecond *= 1.7) {
      const { queues, shards } = planScale(perSecond);
      expect(perSecond / queues).toBeLessThanOrEqual(0.7 * LIMITS.queueMessagesPerSecond);
      expect(shards % queues).toBe(0);
    }
  });

  it("refuses more than Sluice has queues for", () => {
    expect(() => planScale(1_000_000)).toThrow("512 queues are more than Sluice takes");
  });
});
