import * as z from "zod/mini";

const count = z.int().check(z.nonnegative());

/** One run of many seeds, as kept in docs/reliability.json. */
export const RunRecord = z.strictObject({
  commit: z.string(),
  date: z.string(),
  from: count,
  seeds: count,
  violations: count,
  steps: count,
  tookSeconds: count,
  virtualHours: count,
  writes: count,
  kvWrites: count,
  faults: count,
  smallestGapMs: count,
  doubled: count,
  unrepeatable: count,
  /** From the last fault until nothing was under way: p50, p99, longest. */
  quietSeconds: z.array(count).check(z.length(3)),
  marks: z.record(z.string(), count),
});
export type RunRecord = z.infer<typeof RunRecord>;

export const Records = z.strictObject({
  runs: z.array(RunRecord),
  mutants: z.array(
    z.strictObject({
      name: z.string(),
      inSeed: z.nullable(count),
      caughtBy: z.nullable(z.string()),
    }),
  ),
});
export type Records = z.infer<typeof Records>;
