import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import type { WriteRecord } from "../../test/support/strict-kv/write-report.ts";
import { readAll } from "../support/read-all.ts";
import { untilSettled } from "../support/until-settled.ts";
import { PREFIXES, versionKey, videoKey } from "./src/video-store.ts";

export type Load = {
  readonly videos: number;
  /** Of each video, with cache hits in between. */
  readonly revisions: number;
  /** 429s that KV gives without a reason of its own, to each way as many. */
  readonly injected429s: number;
};

export type Way = keyof typeof PREFIXES;

/** One request of a client, and what it was told. */
export type Told = {
  readonly key: string;
  readonly value: string | null;
  readonly ok: boolean;
  /** Ascends as the writes of a way came. */
  readonly order: string;
  readonly durationMs: number;
};

export type Findings = {
  readonly told: readonly Told[];
  readonly records: readonly WriteRecord[];
  /** What KV holds in the end. */
  readonly kept: ReadonlyMap<string, string | null>;
};

export type BothFindings = Readonly<Record<Way, Findings>> & {
  /** Puts that KV refused with 429, as Sluice's metrics tell. */
  readonly throttledTold: number;
};

const STEP_MS = 250;
/** Between two revisions. */
const HITS = 2;
const Answer = z.object({ order: z.string() });

/** Both ways at once get the same requests at the same moments, and as many 429s. */
export async function drive(sluice: RunningSluice, load: Load): Promise<BothFindings> {
  // So that the first answers are not those of Workers that still start.
  await sluice.other("retry-migration").fetch("http://example.test/");
  await sluice.fetch("/healthz");
  for (const [name, prefix] of Object.entries(PREFIXES)) {
    await sluice.strictKv.setFault({
      name,
      keys: { kind: "prefix", prefix },
      operations: ["put"],
      times: load.injected429s,
      effect: { kind: "refused", status: 429 },
    });
  }
  const [before, after] = await Promise.all([
    driveWay(sluice, load, "before"),
    driveWay(sluice, load, "after"),
  ]);
  await untilSettled(sluice, after.filter(({ ok }) => ok).length);
  const { records } = await sluice.strictKv.report();
  const throttledTold = await readThrottled(sluice);
  const findingsOf = async (way: Way, told: readonly Told[]): Promise<Findings> => ({
    told,
    records: records.filter(({ key }) => key.startsWith(PREFIXES[way])),
    kept: await readAll(sluice, new Set(told.map(({ key }) => key))),
  });
  return {
    before: await findingsOf("before", before),
    after: await findingsOf("after", after),
    throttledTold,
  };
}

/** Nobody waits for anybody else's answer, as with real clients. */
async function driveWay(sluice: RunningSluice, load: Load, way: Way): Promise<readonly Told[]> {
  const names = Array.from({ length: load.videos }, (_, video) => `v${video}`);
  const told: Promise<Told>[] = [];
  for (let revision = 1; revision <= load.revisions; revision++) {
    for (const name of names) {
      const value = `${name} revision ${revision}`;
      told.push(ask(sluice, way, "store", name, value));
      told.push(ask(sluice, way, "publish", name, String(revision)));
    }
    for (let hit = 1; hit <= HITS; hit++) {
      await sleep(STEP_MS);
      told.push(...names.map((name) => ask(sluice, way, "refresh", name, null)));
    }
    await sleep(STEP_MS);
  }
  return Promise.all(told);
}

async function ask(
  sluice: RunningSluice,
  way: Way,
  act: "store" | "refresh" | "publish",
  name: string,
  value: string | null,
): Promise<Told> {
  const startedAtMs = performance.now();
  const worker = sluice.other("retry-migration");
  const url = `http://example.test/${way}/${act}/${name}`;
  const response = await worker.fetch(url, { method: "POST", body: value ?? "" });
  const text = await response.text();
  return {
    key: (act === "publish" ? versionKey : videoKey)(PREFIXES[way], name),
    value,
    ok: response.ok,
    order: Answer.parse(JSON.parse(text)).order,
    durationMs: performance.now() - startedAtMs,
  };
}

const Metrics = z.object({
  totals: z.object({ kvCalls: z.object({ put: z.object({ throttled: z.int() }) }) }),
});

async function readThrottled(sluice: RunningSluice): Promise<number> {
  const response = await sluice.fetch("/v1/metrics");
  return Metrics.parse(await response.json()).totals.kvCalls.put.throttled;
}
