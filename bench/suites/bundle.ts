import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as z from "zod/mini";
import { ROOT } from "../../test/support/read-imports.ts";
import { runWrangler } from "../../test/support/run-wrangler.ts";
import { type Benchmark, check, type Extent, type Findings, rounded } from "../benchmark.ts";
import { startCpuMs } from "../measure/start-cpu.ts";

const GOALS_KB = { producer: 60, consumer: 40 } as const;
const START_GOAL_MS = 20;
const ROUNDS = { full: 25, quick: 5 } as const;
/** Parts that are listed by name, the largest first. */
const LISTED = 8;

const Metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
});

export const bundle: Benchmark = {
  name: "bundle",
  title: "What the Workers weigh",
  method:
    "Bundled by `wrangler deploy --dry-run` as the TOML files say, then gzip, which is what the " +
    "platform's limit counts. The parts are bytes of the " +
    "bundle before gzip, packages by name and our own code by folder. Start-up is the CPU that compiling " +
    "and evaluating the same bundle takes in a fresh Node process, less that of an empty script (medians); " +
    "workerd has the same V8, but its own modules and cores.",
  clock: "machine",
  run: async (extent): Promise<Findings> => {
    const names = ["producer", "consumer"] as const;
    const sizes = [];
    // One after the other: what is measured shares the cores with nothing of ours.
    for (const name of names) sizes.push({ name, ...(await weigh(name, extent)) });
    return {
      tables: [
        {
          id: "bundle",
          title: "kB, and milliseconds of CPU to start",
          columns: ["Worker", "raw", "gzip", "start, ms"],
          rows: sizes.map(({ name, rawKb, gzipKb, startMs }) => [name, rawKb, gzipKb, startMs]),
        },
        {
          id: "bundle-parts",
          title: "The heaviest parts, kB before gzip",
          columns: ["Worker", "part", "kB"],
          rows: sizes.flatMap(({ name, parts }) => parts.map(([part, kb]) => [name, part, kb])),
        },
      ],
      goals: sizes.flatMap(({ name, gzipKb, startMs }) => [
        {
          id: `bundle-${name}`,
          what: `${name}'s bundle, gzip`,
          relation: "at most",
          goal: GOALS_KB[name],
          figure: gzipKb,
          unit: "kB",
        },
        {
          id: `start-${name}`,
          what: `${name}'s start-up, CPU`,
          relation: "at most",
          goal: START_GOAL_MS,
          figure: startMs,
          unit: "ms",
        },
      ]),
      ratios: Object.fromEntries(
        sizes.map(({ name, gzipKb }) => [`${name} against its goal`, gzipKb / GOALS_KB[name]]),
      ),
    };
  },
};

type Weight = {
  readonly rawKb: number;
  readonly gzipKb: number;
  readonly startMs: number;
  readonly parts: readonly (readonly [part: string, kb: number])[];
};

async function weigh(worker: "producer" | "consumer", extent: Extent): Promise<Weight> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bundle-"));
  try {
    const code = await build(worker, folder);
    const meta: unknown = JSON.parse(readFileSync(join(folder, "bundle-meta.json"), "utf8"));
    return {
      rawKb: kilobytes(code.byteLength),
      gzipKb: kilobytes(gzipSync(code).byteLength),
      startMs: rounded(await startCpuMs(folder, code.toString(), ROUNDS[extent]), 1),
      parts: heaviest(Metafile.parse(meta)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function build(worker: string, outdir: string): Promise<Buffer> {
  const args = ["deploy", "-c", join(ROOT, `wrangler.${worker}.toml`), "--dry-run"];
  const run = await runWrangler(
    ROOT,
    "http://localhost",
    "none",
    ...args,
    "--outdir",
    outdir,
    "--metafile",
  );
  check(run.status === 0, `a bundle of the ${worker}`, run.stderr.slice(0, 500));
  return readFileSync(join(outdir, "index.js"));
}

function heaviest({ outputs }: z.infer<typeof Metafile>): Weight["parts"] {
  const parts = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      parts.set(partOf(path), (parts.get(partOf(path)) ?? 0) + bytesInOutput);
    }
  }
  return [...parts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, LISTED)
    .map(([part, bytes]) => [part, kilobytes(bytes)]);
}

/** A package by its name; of our own files the folder. */
function partOf(path: string): string {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return name ?? path.split("/").slice(0, 2).join("/");
}

const kilobytes = (bytes: number): number => rounded(bytes / 1_000, 1);
