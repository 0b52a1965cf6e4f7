import { DurableObject } from "cloudflare:workers";
import type { GateRpc, ShardReport } from "../../shared/gate/protocol.ts";
import { shardsBinding } from "../adapters/gate-binding.ts";
import { logEvent } from "../adapters/log-events.ts";
import { systemClock, systemDice } from "../adapters/system-clock.ts";
import { type ConsumerEnv, requireSettings } from "../bindings.ts";
import { GateDesk } from "./gate-desk.ts";
import { SqlGateStore } from "./sql-gate-store.ts";

/** The Durable Object around `GateDesk`; there is one, named `GATE_NAME`. */
export class Gate extends DurableObject<ConsumerEnv> implements GateRpc {
  readonly #desk: GateDesk;

  constructor(context: DurableObjectState, env: ConsumerEnv) {
    super(context, env);
    const settings = requireSettings(env);
    this.#desk = new GateDesk({
      store: new SqlGateStore(context.storage.sql),
      shards: shardsBinding(env.LEDGER, settings.LEDGER_SHARDS),
      alarm: context.storage,
      now: systemClock.now,
      dice: systemDice,
      budgets: settings,
      report: logEvent,
    });
  }

  ask(report: ShardReport) {
    return this.#desk.ask(report);
  }

  pauseNamespace(namespace: string, reason: string | null) {
    return this.#desk.pauseNamespace(namespace, reason);
  }

  resumeNamespace(namespace: string) {
    return this.#desk.resumeNamespace(namespace);
  }

  states(namespaces: readonly string[]) {
    return this.#desk.states(namespaces);
  }

  override alarm(): Promise<void> {
    return this.#desk.ring();
  }
}
