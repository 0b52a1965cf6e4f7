import { type Benchmark, check, type Findings, rounded } from "../benchmark.ts";
import { type ReplayRun, runReplay } from "../measure/run-replay.ts";
import type { Goal } from "../report/record.ts";

const LETTERS = 1_000;
const RATE_PER_SECOND = 50;

export const replay: Benchmark = {
  name: "replay",
  title: "Replaying dead letters after newer writes",
  method:
    "Writes to 1,000 keys die; half of the keys are written anew; then all letters are replayed at " +
    `${RATE_PER_SECOND} a second: straight through, with the store killed half-way, and cancelled half-way. ` +
    "Queues that send the same body again roll all 500 back (measured below: graphile-worker, pg-boss " +
    "and BullMQ).",
  clock: "virtual",
  run: async (): Promise<Findings> => {
    const options = { letters: LETTERS, ratePerSecond: RATE_PER_SECOND };
    const through = await runReplay({ ...options, halfWay: "nothing" });
    const killed = await runReplay({ ...options, halfWay: "kill" });
    const cancelled = await runReplay({ ...options, halfWay: "cancel" });
    for (const run of [through, killed, cancelled]) {
      check(run.rolledBack + run.twice === 0, "nothing rolled back or written twice", run);
    }
    check(through.lost + killed.lost === 0, "every letter applied", [through.lost, killed.lost]);
    const off = Math.abs(ratePerSecond(through) / RATE_PER_SECOND - 1);
    const runs = [
      ["straight through", through],
      ["killed half-way", killed],
      ["cancelled half-way", cancelled],
    ] as const;
    return {
      tables: [
        {
          id: "replay",
          title: `${LETTERS.toLocaleString("en-US")} letters, ${LETTERS / 2} of them outdated`,
          columns: ["replay", "rolled back", "lost or left", "twice", "sent", "per second"],
          rows: runs.map(([name, run]) => [
            name,
            run.rolledBack,
            run.lost,
            run.twice,
            run.sentMs.length,
            rounded(ratePerSecond(run), 1),
          ]),
        },
      ],
      goals: [
        goal("replay-rolled-back", "replay: keys rolled back", 0, through.rolledBack, ""),
        goal(
          "replay-lost",
          "replay killed and resumed: lost or twice",
          0,
          killed.lost + killed.twice,
          "",
        ),
        goal("replay-rate", "replay: rate off what was asked for", 5, rounded(off * 100, 1), "%"),
        goal(
          "replay-cancel",
          "replay: still sending after a cancel",
          1,
          cancelled.afterCancelMs / 1_000,
          "s",
        ),
      ],
      ratios: {
        "rate against what was asked for": rounded(ratePerSecond(through) / RATE_PER_SECOND),
      },
    };
  },
};

/** Between the first and the last letter that went out. */
function ratePerSecond({ sentMs }: ReplayRun): number {
  const lengthMs = (sentMs.at(-1) ?? 0) - (sentMs[0] ?? 0);
  return lengthMs === 0 ? 0 : ((sentMs.length - 1) * 1_000) / lengthMs;
}

const goal = (id: string, what: string, most: number, figure: number, unit: string): Goal => ({
  id,
  what,
  relation: "at most",
  goal: most,
  figure,
  unit,
});
