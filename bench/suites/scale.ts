import { hashOf } from "../../shared/key.ts";
import { type Benchmark, check, type Findings, rounded } from "../benchmark.ts";
import { dollarsPerMonth } from "../measure/dollars-per-month.ts";
import { bulkOf, LOAD_SECONDS, runPlan, sharesOf } from "../measure/run-plan.ts";
import { AS_INSTALLED, planScale, type ScalePlan } from "../measure/scale-plan.ts";
import type { PickQueue } from "../sluice/wide-sluice.ts";

const DECADES = [100, 1_000, 10_000, 100_000];
/** Here it is tried what bites once there are queues enough. */
const SECOND_LIMIT_AT = 10_000;

type Row = (string | number)[];

export const scale: Benchmark = {
  name: "scale",
  title: "From a hundred to a hundred thousand writes a second",
  method:
    "One second of load on virtual time, until all of it is applied: Sluice's own code over queues that " +
    "refuse more than 5,000 messages a second, up to 250 consumers each, shards that take 2 ms for a call " +
    "and 0.165 ms for each intent in it, and a KV that takes one write a second of a key. Half of the " +
    "writes go to keys of their own, half to keys that get ten a second.",
  clock: "virtual",
  document: "docs/scale.md",
  run: async (extent): Promise<Findings> => {
    const decades = extent === "full" ? DECADES : DECADES.slice(0, -1);
    const installed: Row[] = [];
    const sized: Row[] = [];
    for (const perSecond of decades) {
      installed.push(await installedRow({ perSecond, ...AS_INSTALLED }));
      sized.push(await sizedRow(planScale(perSecond)));
    }
    const { queues } = planScale(SECOND_LIMIT_AT);
    installed.push(await installedRow({ perSecond: SECOND_LIMIT_AT, ...AS_INSTALLED, queues }));
    const hashes = [await hashRow("the ledger's", undefined), await hashRow("another", upperBits)];
    return {
      tables: [installedTable(installed), sizedTable(sized), hashTable(hashes)],
      goals: [],
      ratios: {
        "calls of shards with another hash": rounded(
          Number(hashes[1]?.[1]) / Number(hashes[0]?.[1]),
        ),
      },
    };
  },
};

const installedTable = (rows: Row[]) => ({
  id: "scale-installed",
  title: "As installed, with eight shards",
  columns: [
    "writes/s",
    "queues a lane",
    "refused",
    "busiest queue",
    "consumers of a queue",
    "busiest shard",
    "bites first",
  ],
  rows,
});

const sizedTable = (rows: Row[]) => ({
  id: "scale-sized",
  title: "As it has to be set",
  columns: [
    "writes/s",
    "queues a lane",
    "shards",
    "consumers of an immediate queue, at most",
    "busiest queue",
    "consumers of a queue",
    "busiest shard",
    "cover p99",
    "KV writes/s",
    "$ a month",
    "of it KV",
    "direct puts, $ a month",
  ],
  rows,
});

const hashTable = (rows: Row[]) => ({
  id: "scale-hash",
  title: "Which hash picks the queue: 10,000 writes/s, 32 queues, 64 shards",
  columns: ["hash", "shard calls per batch", "busiest shard", "cover p99"],
  rows,
});

async function installedRow(plan: ScalePlan): Promise<Row> {
  const run = await runPlan(plan);
  const shares = sharesOf(run);
  const [[name, share] = ["", 0]] = shares.toSorted(([, one], [, other]) => other - one);
  const bites = share > 1 ? name : `nothing; nearest: ${name}`;
  return [
    whole(plan.perSecond),
    plan.queues,
    percent(run.refused / (plan.perSecond * LOAD_SECONDS)),
    ...shares.map(([, used]) => percent(used)),
    bites,
  ];
}

async function sizedRow(plan: ScalePlan): Promise<Row> {
  const run = await runPlan(plan);
  check(run.refused === 0, "no write refused", { plan, refused: run.refused });
  const [queue, , shard] = sharesOf(run);
  const perRequest = bulkOf(plan.perSecond);
  const dollars = dollarsPerMonth(plan.perSecond, {
    ...run,
    writes: plan.perSecond * LOAD_SECONDS,
    perRequest,
  });
  return [
    whole(plan.perSecond),
    plan.queues,
    plan.shards,
    plan.immediateConsumers,
    percent(queue?.[1] ?? 0),
    run.mostConsumers,
    percent(shard?.[1] ?? 0),
    seconds(run.p99Ms, 1),
    whole(run.kvWrites / LOAD_SECONDS),
    ...[dollars.all, dollars.kv, dollars.direct].map(whole),
  ];
}

async function hashRow(name: string, pick: PickQueue | undefined): Promise<Row> {
  const plan = { ...planScale(DECADES.at(-1) ?? 0), perSecond: 10_000 };
  const run = await runPlan(plan, pick);
  const [, , shard] = sharesOf(run);
  return [
    name,
    rounded(run.ledger.calls / run.batches, 1),
    percent(shard?.[1] ?? 0),
    seconds(run.p99Ms, 1),
  ];
}

/** Says nothing about the lower bits, which pick the shard. */
const upperBits: PickQueue = (name, queues) => (hashOf(name) >>> 16) % queues;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const seconds = (ms: number, places: number): string => `${(ms / 1_000).toFixed(places)} s`;
const whole = (figure: number): string => Math.round(figure).toLocaleString("en-US");
