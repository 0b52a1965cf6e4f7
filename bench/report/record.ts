import * as z from "zod/mini";

const Cell = z.union([z.string(), z.number()]);

export const Table = z.strictObject({
  id: z.string(),
  title: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(Cell)),
});
export type Table = z.infer<typeof Table>;

export const Goal = z.strictObject({
  id: z.string(),
  what: z.string(),
  relation: z.enum(["at most", "at least"]),
  goal: z.number(),
  figure: z.number(),
  unit: z.string(),
});
export type Goal = z.infer<typeof Goal>;

export const BenchmarkRecord = z.strictObject({
  name: z.string(),
  tables: z.array(Table),
  goals: z.array(Goal),
  ratios: z.record(z.string(), z.number()),
  /** Benchmarks may be recorded one by one: which source, and how busy the machine was. */
  run: z.exactOptional(z.strictObject({ commit: z.string(), load: z.string() })),
});
export type BenchmarkRecord = z.infer<typeof BenchmarkRecord>;

/** docs/performance.json: a full run with all that it found, and the ratios of a quick one for CI. */
export const PerformanceRecord = z.strictObject({
  date: z.string(),
  machine: z.string(),
  benchmarks: z.array(BenchmarkRecord),
  quickRatios: z.record(z.string(), z.record(z.string(), z.number())),
});
export type PerformanceRecord = z.infer<typeof PerformanceRecord>;

export const isMet = ({ relation, figure, goal }: Goal): boolean =>
  relation === "at most" ? figure <= goal : figure >= goal;
