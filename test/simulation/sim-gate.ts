import { GateDesk } from "../../consumer/gate/gate-desk.ts";
import type { ShardsClient } from "../../consumer/gate/shard-line.ts";
import type { Report } from "../../shared/events.ts";
import type { GateRpc } from "../../shared/gate/protocol.ts";
import { MemoryGateStore, newGateRow } from "../support/memory-gate-store.ts";
import type { Life } from "./life.ts";
import { type ObjectWorld, SimObject } from "./sim-object.ts";
import type { World } from "./world.ts";

const FAULTS = {
  unavailable: "gate-unavailable",
  replyLost: "gate-reply-lost",
  restart: "gate-restart",
  slow: "gate-slow",
} as const;

/** The gate: its own desk over a store that survives it. */
export class SimGate {
  readonly object: SimObject<GateDesk>;

  constructor(
    world: ObjectWorld & Pick<World, "now" | "settings">,
    shards: (life: Life) => ShardsClient,
    report: Report,
  ) {
    const dice = world.random.fork("gate-dice");
    const row = newGateRow();
    this.object = new SimObject<GateDesk>(
      world,
      "gate",
      FAULTS,
      (life, alarm) =>
        new GateDesk({
          store: new MemoryGateStore(row),
          shards: shards(life),
          alarm,
          now: world.now,
          dice: dice.next,
          budgets: world.settings,
          report,
        }),
    );
  }

  /** The gate over the network, for one caller. */
  client(life: Life): Pick<GateRpc, "ask"> {
    return { ask: (report) => life.call(() => this.object.call((desk) => desk.ask(report))) };
  }
}
