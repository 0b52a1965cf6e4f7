import type { Benchmark } from "../benchmark.ts";
import { contention } from "./contention.ts";
import { correctness } from "./correctness.ts";
import { feed } from "./feed.ts";
import { loads } from "./loads.ts";
import { steady } from "./steady.ts";

export const BENCHMARKS: readonly Benchmark[] = [correctness, contention, loads, steady, feed];
