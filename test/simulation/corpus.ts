import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";

const FILE = join(import.meta.dirname, "corpus.json");

const Corpus = z.strictObject({ seeds: z.array(z.int().check(z.nonnegative())) });

/** Seeds that failed once: they run first ever after. */
export const readCorpus = (): readonly number[] =>
  Corpus.parse(JSON.parse(readFileSync(FILE, "utf8"))).seeds;

export function rememberSeed(seed: number): void {
  const seeds = [...new Set([...readCorpus(), seed])].sort((a, b) => a - b);
  writeFileSync(FILE, `${JSON.stringify({ seeds }, null, 2)}\n`);
}
