import type { Dice } from "../../shared/backoff.ts";
import type { Report } from "../../shared/events.ts";
import type { Budgets } from "../../shared/gate/shard-gate.ts";
import type { AlarmStorage } from "../timing/alarm-setter.ts";
import type { GateStore } from "./gate-store.ts";
import type { ShardsClient } from "./shard-line.ts";

/** What the gate needs of the world. */
export type GateDeskPorts = {
  readonly store: GateStore;
  readonly shards: ShardsClient;
  readonly alarm: AlarmStorage;
  readonly now: () => number;
  readonly dice: Dice;
  readonly budgets: Budgets;
  readonly report: Report;
};
