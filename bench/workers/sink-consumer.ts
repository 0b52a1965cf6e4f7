import { DurableObject } from "cloudflare:workers";

/** Stands in for the consumer where only the producer is measured: takes whatever comes. */
export class Ledger extends DurableObject {}
export class DeadLetterStore extends DurableObject {}
export class Gate extends DurableObject {}
export class View extends DurableObject {}

export default {
  async queue(batch) {
    batch.ackAll();
  },
} satisfies ExportedHandler<unknown, unknown>;
