import { failure } from "../../shared/failure.ts";
import type { BuryAnswer } from "../../shared/ledger/bury-key.ts";
import { unreachable } from "../../shared/result.ts";
import { byShard } from "../ledger-client.ts";
import { askShard } from "./ask-ledger.ts";
import type { BatchPorts } from "./batch-ports.ts";
import { type Decided, deadMessage, deadVersion, finished, untold } from "./decided.ts";
import { dispose } from "./dispose.ts";
import type { Dispositions } from "./dispositions.ts";
import { type Delivery, type PlannedVersion, planBatch } from "./plan-batch.ts";
import { UNTOLD_DEAD_LETTER_PACE } from "./retry-delay.ts";

const CRASHED = failure(
  "permanent",
  "crashed",
  "every delivery of the message ended without a decision: its batch crashed or could not reach the ledger",
);

/**
 * A batch of the platform's dead-letter queue: messages that no consumer decided. Each is marked
 * dead in the ledger, then stored, then acknowledged, unless another copy has decided meanwhile.
 */
export async function buryBatch(
  queue: string,
  deliveries: readonly Delivery[],
  ports: BatchPorts,
): Promise<Dispositions> {
  const startedMs = ports.clock.now();
  const plan = planBatch(deliveries, startedMs);
  const items = plan.keys.flatMap(({ namespace, key, versions }) =>
    versions.map((version) => ({ namespace, key, version })),
  );
  const decided = await Promise.all(
    [...byShard(items, ports.ledger.shards)].map(([shard, group]) =>
      buryShard(
        shard,
        group.map((item) => item.version),
        ports,
      ),
    ),
  );
  const all = [...plan.unreadable.map(deadMessage), ...decided.flat()];
  return dispose(
    { queue, startedMs, deliveries, decided: all, untoldPace: UNTOLD_DEAD_LETTER_PACE },
    ports,
  );
}

async function buryShard(
  shard: number,
  versions: readonly PlannedVersion[],
  ports: BatchPorts,
): Promise<readonly Decided[]> {
  const items = versions.map(({ candidate, intent }) => ({
    namespace: intent.namespace,
    key: intent.key,
    candidate,
    intent,
    failure: CRASHED,
  }));
  const answers = await askShard(
    ports.ledger,
    shard,
    "bury",
    (stub, call) => stub.bury(call),
    items,
    ports.report,
  );
  if (answers === null) return versions.map(untold);
  return versions.map((version, index) => buried(version, answers[index]));
}

function buried(version: PlannedVersion, answer: BuryAnswer | undefined): Decided {
  if (answer === undefined) throw new Error("the ledger answered less than it was asked");
  switch (answer.kind) {
    case "dead":
      return deadVersion(version, answer.mark);
    case "finished":
      return finished(version, "superseded");
    case "busy":
      return { kind: "busy", deliveries: version.deliveries };
    default:
      return unreachable(answer);
  }
}
