import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import type { Tally } from "../../shared/ledger/tally.ts";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import type { WriteReport } from "../../test/support/strict-kv/write-report.ts";
import { readAll } from "../support/read-all.ts";
import { untilSettled } from "../support/until-settled.ts";
import { type Memory, siteOf, type Written } from "./site.ts";
import { type VisitLoad, visit } from "./visit.ts";

export type Load = VisitLoad & {
  readonly visits: number;
  /** From the beginning of a visit to that of the next one. */
  readonly apartMs: number;
};

export type Findings = {
  readonly written: readonly Written[];
  readonly tally: Tally;
  readonly writes: WriteReport;
  readonly memory: Memory;
  /** What KV holds in the end, for each key with a known value. */
  readonly kept: ReadonlyMap<string, string | null>;
  /** KV puts of today, as Sluice tells. */
  readonly putsTold: number;
};

const POLL_MS = 100;
const Status = z.object({ state: z.string() });
const Usage = z.object({ quotas: z.array(z.object({ quota: z.string(), used: z.int() })) });

/**
 * A day of visits. They lie hours apart in truth, so what they write never meets: here they overlap
 * with keys of their own, and the hours in between, in which nothing waits, are left out.
 */
export async function drive(sluice: RunningSluice, load: Load): Promise<Findings> {
  const site = siteOf(sluice);
  const visitors = Array.from({ length: load.visits }, (_, n) => `visitor-${n}`);
  const settled = (written: Written) => untilNotPending(sluice, written);
  await Promise.all(
    visitors.map(async (visitor, index) => {
      await sleep(index * load.apartMs);
      await visit(site, visitor, load, settled);
    }),
  );
  const tally = await untilSettled(sluice, site.written.length);
  return {
    written: site.written,
    tally,
    writes: await sluice.strictKv.report(),
    memory: await site.memory(),
    kept: await readAll(sluice, new Set(site.written.map(({ key }) => key))),
    putsTold: await putsTold(sluice),
  };
}

async function untilNotPending(sluice: RunningSluice, { key, version }: Written): Promise<void> {
  const path = `/v1/status/default/${encodeURIComponent(key)}?version=${version}`;
  for (;;) {
    const response = await sluice.fetch(path);
    if (Status.parse(await response.json()).state !== "pending") return;
    await sleep(POLL_MS);
  }
}

async function putsTold(sluice: RunningSluice): Promise<number> {
  const response = await sluice.fetch("/v1/usage");
  const { quotas } = Usage.parse(await response.json());
  return quotas.find(({ quota }) => quota === "kv_puts")?.used ?? 0;
}
