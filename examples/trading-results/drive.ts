import { setTimeout as sleep } from "node:timers/promises";
import type { Tally } from "../../shared/ledger/tally.ts";
import { pollUntil } from "../../test/support/poll-until.ts";
import { readTally } from "../../test/support/read-tally.ts";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import type { WriteRecord } from "../../test/support/strict-kv/write-report.ts";
import { type KeyEnd, keyEnd, type Usage, usageOf } from "./ask-sluice.ts";
import { serviceUser, type Way } from "./service-user.ts";
import { BEFORE, type Kind, PREFIXES } from "./src/analysis.ts";
import { analysisOf, SYMBOLS } from "./trading-day.ts";
import { newestOf, type Written } from "./written.ts";

export type Load = {
  /** `RUN_EVERY_MS` apart. */
  readonly runs: number;
  /** Puts that KV takes: the account's whole day. */
  readonly budget: number;
  /** How often dashboards read every report in each run. */
  readonly readers: number;
};

export type Findings = {
  readonly written: Readonly<Record<Way, readonly Written[]>>;
  readonly records: readonly WriteRecord[];
  /** Of each key through Sluice, what became of its newest write. */
  readonly ends: readonly KeyEnd[];
  /** What the old way has in KV in the end, by key. */
  readonly keptByHand: ReadonlyMap<string, string | null>;
  readonly tally: Tally;
  readonly usage: Usage;
  readonly reads: number;
  /** Of those, what KV was asked. */
  readonly kvReads: number;
};

/** Over the second that KV wants between two writes of a key, so that nobody fails for that. */
const RUN_EVERY_MS = 1_100;
/** A result of each symbol, and how far the run has come. */
const WRITES_OF_A_RUN = SYMBOLS.length + 1;
const TIMEOUT_MS = 60_000;

/** A part of the session in a hurry, on a day that has few writes left. */
export async function drive(sluice: RunningSluice, load: Load): Promise<Findings> {
  await writeReports(sluice);
  const readsBefore = await reportReads(sluice);
  const [before, after, reads] = await Promise.all([
    writeRuns(sluice, load, "before"),
    writeRuns(sluice, load, "after"),
    readReports(sluice, load),
  ]);
  const kvReads = (await reportReads(sluice)) - readsBefore;
  const ends = await untilEnded(sluice, newestOf(after), after.length + SYMBOLS.length);
  const { records } = await sluice.strictKv.report();
  const user = serviceUser(sluice, "before");
  const keptByHand = new Map<string, string | null>();
  for (const { key } of newestOf(before).values()) {
    const [kind = "", name = ""] = key.split(":");
    keptByHand.set(key, await user.read(kind as Kind, name));
  }
  return {
    written: { before, after },
    records,
    ends,
    keptByHand,
    tally: await readTally(sluice.consumer),
    usage: await usageOf(sluice),
    reads,
    kvReads,
  };
}

/** The reports of the day before, which dashboards show. */
async function writeReports(sluice: RunningSluice): Promise<void> {
  const user = serviceUser(sluice, "after");
  await Promise.all(
    SYMBOLS.map((symbol, index) => user.write("reports", symbol, analysisOf(0, index))),
  );
  await pollUntil(async () => {
    const stored = await Promise.all(SYMBOLS.map((symbol) => hasReport(sluice, symbol)));
    return stored.every((isStored) => isStored);
  }, TIMEOUT_MS);
}

/** Asks past the cache of the Worker, which shall begin empty. */
async function hasReport(sluice: RunningSluice, symbol: string): Promise<boolean> {
  const path = `/v1/kv/default/${encodeURIComponent(PREFIXES.reports + symbol)}`;
  const response = await sluice.fetch(path, { headers: { "Cache-Control": "no-cache" } });
  await response.body?.cancel();
  return response.ok;
}

/** Runs do not wait for each other. */
async function writeRuns(
  sluice: RunningSluice,
  { runs, budget }: Load,
  way: Way,
): Promise<readonly Written[]> {
  const user = serviceUser(sluice, way);
  const written: Written[] = [];
  const write = async (kind: Kind, name: string, value: object): Promise<void> => {
    const answer = await user.write(kind, name, value);
    written.push({ key: `${PREFIXES[kind]}${name}`, value: JSON.stringify(value), answer });
  };
  for (let run = 1; run <= runs; run++) {
    const results = SYMBOLS.map((symbol, index) =>
      write("results", symbol, analysisOf(run, index)),
    );
    await Promise.all([write("runs", "latest", { run, percent: 100 }), ...results]);
    if (way === "before") await closeDay(sluice, written, budget);
    await sleep(RUN_EVERY_MS);
  }
  return written;
}

/** KV takes so many writes of the old way as it takes of Sluice, and then says that the day is over. */
async function closeDay(
  sluice: RunningSluice,
  written: readonly Written[],
  budget: number,
): Promise<void> {
  const used = written.filter(({ answer }) => answer.refusal === null).length;
  if (used + WRITES_OF_A_RUN <= budget) return;
  await sluice.strictKv.setFault({
    name: "day",
    keys: { kind: "prefix", prefix: BEFORE },
    operations: ["put"],
    effect: { kind: "daily-limit" },
  });
}

async function readReports(sluice: RunningSluice, { runs, readers }: Load): Promise<number> {
  const user = serviceUser(sluice, "after");
  let reads = 0;
  for (let run = 0; run < runs; run++) {
    for (let reader = 0; reader < readers; reader++) {
      const found = await Promise.all(SYMBOLS.map((symbol) => user.read("reports", symbol)));
      reads += found.filter((text) => text !== null).length;
    }
    await sleep(RUN_EVERY_MS);
  }
  return reads;
}

async function reportReads(sluice: RunningSluice): Promise<number> {
  const { byKey } = await sluice.strictKv.reads();
  return Object.entries(byKey)
    .filter(([key]) => key.startsWith(PREFIXES.reports))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Waits until the ledger has seen all, and has applied the newest write of each key or holds it. */
async function untilEnded(
  sluice: RunningSluice,
  newest: ReadonlyMap<string, Written>,
  accepted: number,
): Promise<readonly KeyEnd[]> {
  let ends: readonly KeyEnd[] = [];
  await pollUntil(async () => {
    const tally = await readTally(sluice.consumer);
    if (tally.accepted + tally.late < accepted) return false;
    ends = await Promise.all([...newest.values()].map((written) => keyEnd(sluice, written)));
    return ends.every(({ kind }) => kind !== "on-its-way");
  }, TIMEOUT_MS);
  return ends;
}
