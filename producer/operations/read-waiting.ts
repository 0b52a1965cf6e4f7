import type { ShardSummary } from "../../shared/ledger/protocol.ts";
import { ok, type Result } from "../../shared/result.ts";
import type { QueueMeter, QueueMeterName, Services } from "../ports.ts";
import type { Problem } from "../problems.ts";
import { reach } from "../reach.ts";

/** What the queues and the shards of the ledger tell of what waits in them. */
type Waiting = {
  readonly meters: Readonly<Record<QueueMeterName, QueueMeter>>;
  readonly summaries: readonly ShardSummary[];
};

/** Asks the queues and the ledger at once; a 503 when one of them is away. */
export async function readWaiting(services: Services): Promise<Result<Waiting, Problem>> {
  const [meters, summaries] = await Promise.all([
    reach(services, "the queues", () => services.meters.read()),
    reach(services, "the ledger", () => services.ledger.summaries()),
  ]);
  if (!meters.ok) return meters;
  if (!summaries.ok) return summaries;
  return ok({ meters: meters.value, summaries: summaries.value });
}
