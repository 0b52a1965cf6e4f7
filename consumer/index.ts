import { WorkerEntrypoint } from "cloudflare:workers";
import type { Settings } from "../shared/settings.ts";
import { batchPorts } from "./adapters/batch-ports.ts";
import { handleMessages } from "./adapters/handle-messages.ts";
import { logEvent } from "./adapters/log-events.ts";
import { requireQueues } from "./adapters/queue-binding.ts";
import { sweepPorts } from "./adapters/sweep-ports.ts";
import { systemDice } from "./adapters/system-clock.ts";
import { viewBinding } from "./adapters/view-binding.ts";
import { watchPorts } from "./adapters/watch-ports.ts";
import { watch } from "./alerts/watch.ts";
import { buryBatch } from "./batch/bury-batch.ts";
import type { Delivery } from "./batch/plan-batch.ts";
import { processBatch } from "./batch/process-batch.ts";
import { type ConsumerEnv, requireSettings } from "./bindings.ts";
import { sweep } from "./sweep/sweep.ts";
import { repairViews } from "./views/repair-views.ts";

export { DeadLetterStore } from "./dead-letter-store/dead-letter-store.ts";
export { Gate } from "./gate/gate.ts";
export { Ledger } from "./ledger/ledger.ts";
export { View } from "./views/view.ts";

/** The schedule of the alerts, as in `crons`; every other one is the sweep's, whenever that is. */
const ALERTS_CRON = "* * * * *";

/** The consumer Worker: batches of all queues, alerts, the daily sweep and repair. It has no public route. */
export default class Consumer extends WorkerEntrypoint<ConsumerEnv> {
  override async queue(batch: MessageBatch<unknown>): Promise<void> {
    const decide = async (deliveries: readonly Delivery[]) => {
      const settings = requireSettings(this.env);
      requireQueues(this.env, settings);
      const handle = batch.queue === settings.DEAD_LETTERS_QUEUE ? buryBatch : processBatch;
      return handle(batch.queue, deliveries, batchPorts(this.env, settings));
    };
    await handleMessages(batch, decide, { report: logEvent, dice: systemDice });
  }

  override async scheduled({ cron }: Pick<ScheduledController, "cron">): Promise<void> {
    const settings = requireSettings(this.env);
    if (cron !== ALERTS_CRON) return this.#clean(settings);
    const ports = watchPorts(this.env, settings);
    if (ports !== null) await watch(ports);
  }

  async #clean(settings: Settings): Promise<void> {
    await repairViews(settings.VIEWS, viewBinding(this.env.VIEW_DESKS), logEvent);
    await sweep(sweepPorts(this.env, settings));
  }
}
