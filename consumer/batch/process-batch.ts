import pLimit from "p-limit";
import type { AdmitAnswer } from "../../shared/ledger/admit-answer.ts";
import type { SettleAnswer } from "../../shared/ledger/report.ts";
import { MAX_OPEN_CONNECTIONS } from "../../shared/limits.ts";
import { unreachable } from "../../shared/result.ts";
import { byShard } from "../ledger-client.ts";
import { askShard } from "./ask-ledger.ts";
import type { BatchPorts } from "./batch-ports.ts";
import { BROUGHT_LENGTH, bringIntents } from "./bring-intents.ts";
import { type Decided, deadMessage, deadVersion, finished, untold } from "./decided.ts";
import { dispose } from "./dispose.ts";
import type { Dispositions } from "./dispositions.ts";
import { type Delivery, type PlannedKey, planBatch } from "./plan-batch.ts";
import { UNTOLD_PACE } from "./retry-delay.ts";
import { type Reported, takeAdmitted, type Work } from "./take-admitted.ts";

/**
 * A batch from the queue to its dispositions: plan → admit → apply → settle → dispose. It waits for
 * nothing but answers and decides exactly once per message.
 */
export async function processBatch(
  queue: string,
  deliveries: readonly Delivery[],
  ports: BatchPorts,
): Promise<Dispositions> {
  const startedMs = ports.clock.now();
  const plan = planBatch(deliveries, startedMs);
  const work = {
    token: ports.token(),
    limit: pLimit(MAX_OPEN_CONNECTIONS),
    touchLimit: pLimit(1),
    ports,
  };
  const shards = [...byShard(plan.keys, ports.ledger.shards)];
  const decided = await Promise.all(shards.map(([shard, keys]) => processShard(shard, keys, work)));
  const all = [...plan.unreadable.map(deadMessage), ...decided.flat()];
  return dispose({ queue, startedMs, deliveries, decided: all, untoldPace: UNTOLD_PACE }, ports);
}

/** The keys of one ledger shard: one admit call, the writes, one settle call if there is a report. */
async function processShard(
  shard: number,
  keys: readonly PlannedKey[],
  work: Work,
): Promise<readonly Decided[]> {
  const { ports, token } = work;
  const askedAtMs = ports.clock.now();
  const items = bringIntents(keys, ports.broughtLength ?? BROUGHT_LENGTH);
  const answers = await askShard(
    ports.ledger,
    shard,
    "admit",
    (stub, call) => stub.admit(call),
    { token, items },
    ports.report,
  );
  if (answers === null) return keys.flatMap((key) => key.versions.map(untold));
  const admitted = keys.flatMap((planned, k) =>
    planned.versions.map((version, v) => ({
      planned,
      version,
      answer: answerAt(answers, k, v),
    })),
  );
  const steps = await Promise.all(admitted.map((one) => takeAdmitted(one, askedAtMs, work)));
  const reported = steps.filter((step) => "item" in step);
  const settled = await settle(shard, reported, work);
  return [...steps.filter((step) => "kind" in step), ...settled];
}

function answerAt(
  answers: readonly (readonly AdmitAnswer[])[],
  key: number,
  version: number,
): AdmitAnswer {
  const answer = answers[key]?.[version];
  if (answer === undefined) throw new Error("the ledger answered less than it was asked");
  return answer;
}

async function settle(
  shard: number,
  reported: readonly Reported[],
  { ports, token }: Work,
): Promise<readonly Decided[]> {
  if (reported.length === 0) return [];
  const answers = await askShard(
    ports.ledger,
    shard,
    "settle",
    (stub, call) => stub.settle(call),
    { token, items: reported.map((one) => one.item) },
    ports.report,
  );
  if (answers === null) return reported.map((one) => untold(one.version));
  return reported.map((one, index) => settledEnd(one, answers[index]));
}

function settledEnd({ version, item }: Reported, answer: SettleAnswer | undefined): Decided {
  if (answer === undefined) throw new Error("the ledger answered less than it was asked");
  switch (answer.kind) {
    case "held":
      return finished(version, "held");
    case "dead":
      return deadVersion(version, answer.mark);
    case "finished":
      return finished(version, item.report.outcome.kind === "applied" ? "applied" : "superseded");
    default:
      return unreachable(answer);
  }
}
