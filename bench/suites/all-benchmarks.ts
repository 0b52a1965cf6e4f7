import type { Benchmark } from "../benchmark.ts";
import { bundle } from "./bundle.ts";
import { contention } from "./contention.ts";
import { correctness } from "./correctness.ts";
import { cost } from "./cost.ts";
import { cpu } from "./cpu.ts";
import { endToEnd } from "./end-to-end.ts";
import { feed } from "./feed.ts";
import { growth } from "./growth.ts";
import { ledger } from "./ledger.ts";
import { loads } from "./loads.ts";
import { producer } from "./producer.ts";
import { replay } from "./replay.ts";
import { rows } from "./rows.ts";
import { scale } from "./scale.ts";
import { steady } from "./steady.ts";

export const BENCHMARKS: readonly Benchmark[] = [
  correctness,
  contention,
  loads,
  steady,
  feed,
  replay,
  rows,
  cpu,
  growth,
  ledger,
  cost,
  bundle,
  producer,
  endToEnd,
  scale,
];

/** Those that docs/performance.json and docs/performance.md have. */
export const RECORDED: readonly Benchmark[] = BENCHMARKS.filter(
  ({ document }) => document === undefined,
);
