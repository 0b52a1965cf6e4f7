import * as z from "zod/mini";

/** What an analysis writes, again and again while the market is open. */
export const Analysis = z.strictObject({
  /** Counts the runs of a day. */
  run: z.int().check(z.minimum(0)),
  signal: z.enum(["buy", "hold", "sell"]),
  confidence: z.number().check(z.minimum(0), z.maximum(1)),
});
export type Analysis = z.infer<typeof Analysis>;

/** How far a run has come. */
export const Progress = z.strictObject({
  run: z.int().check(z.minimum(0)),
  percent: z.int().check(z.minimum(0), z.maximum(100)),
});
export type Progress = z.infer<typeof Progress>;

/**
 * Key prefix by kind: results change all day, a report is written after the market has closed, history
 * is what somebody computes anew.
 */
export const PREFIXES = {
  results: "results:",
  reports: "reports:",
  history: "history:",
  runs: "runs:",
} as const;
export type Kind = keyof typeof PREFIXES;

/** Both ways write one namespace; this keeps the old one apart. */
export const BEFORE = "before:";
