import { seededDice, zipf } from "../../test/support/zipf.ts";
import type { Input, InputFile } from "./collect-input.ts";
import type { Write } from "./pipeline-client.ts";

export const REWRITES = 5_000;
const ZIPF_EXPONENT = 1.1;
const SEED = 20_261_020;
/** Intents of one `POST /v1/intents`; as many single `PUT`s follow. */
const BATCH = 50;

/** One request of a client, or as many as it takes. */
export type Job = {
  readonly kind: "one-by-one" | "together";
  readonly writes: readonly Write[];
};

/** The first write of every file. */
export const firstWrites = (input: Input): readonly Write[] => [...input.large, ...input.small];

/**
 * Rewrites of the same files with a growing revision at their end. Small files come first in rank, so
 * that the hot keys are package.json files and a large one is rewritten now and then.
 */
export function rewriteJobs(input: Input): readonly Job[] {
  const dice = seededDice(SEED);
  const ranked = [...shuffled(input.small, dice), ...input.large];
  const rank = zipf(ranked.length, ZIPF_EXPONENT, dice);
  const large = new Set(input.large);
  const jobs: Job[] = [];
  for (let start = 0; start < REWRITES; start += BATCH) {
    const files = Array.from({ length: BATCH }, () => ranked[rank()]).filter(isPresent);
    const together = (start / BATCH) % 2 === 0;
    const writesOf = (some: readonly InputFile[]) =>
      some.map((file, index) => revise(file, start + index));
    const bulky = files.filter((file) => large.has(file));
    if (!together) jobs.push({ kind: "one-by-one", writes: writesOf(files) });
    else {
      const rest = files.filter((file) => !large.has(file));
      jobs.push({ kind: "together", writes: writesOf(rest) });
      if (bulky.length > 0) jobs.push({ kind: "one-by-one", writes: writesOf(bulky) });
    }
  }
  return jobs;
}

/** The file's own bytes and one line more, so that each revision differs. */
export function revise(file: InputFile, revision: number | string): Write {
  const line = new TextEncoder().encode(`\n// revision ${revision}\n`);
  const bytes = new Uint8Array(file.bytes.byteLength + line.byteLength);
  bytes.set(file.bytes);
  bytes.set(line, file.bytes.byteLength);
  return { key: file.key, bytes };
}

function shuffled<T>(items: readonly T[], dice: () => number): readonly T[] {
  return items
    .map((item) => ({ item, order: dice() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

const isPresent = <T>(item: T | undefined): item is T => item !== undefined;
