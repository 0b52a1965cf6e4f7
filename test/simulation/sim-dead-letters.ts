import { DeadLetterDesk } from "../../consumer/dead-letter-store/dead-letter-desk.ts";
import type { Report } from "../../shared/events.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import type { DeadLetterSink, IntentQueue } from "../../shared/ports.ts";
import { MemoryAuditStore } from "../support/memory-audit-store.ts";
import { MemoryLetterStore } from "../support/memory-letter-store.ts";
import { MemoryReplayStore } from "../support/memory-replay-store.ts";
import type { Life } from "./life.ts";
import type { SimLedger } from "./sim-ledger.ts";
import { type ObjectWorld, SimObject } from "./sim-object.ts";
import type { World } from "./world.ts";

const FAULTS = {
  unavailable: "store-unavailable",
  replyLost: "store-reply-lost",
  restart: "store-restart",
  slow: null,
} as const;

/** The dead-letter store: its own desk over stores that survive it. */
export class SimDeadLetters {
  readonly letters = new MemoryLetterStore();
  readonly replays = new MemoryReplayStore(this.letters);
  readonly audit = new MemoryAuditStore();
  readonly object: SimObject<DeadLetterDesk>;

  constructor(
    world: ObjectWorld & Pick<World, "now" | "settings">,
    ledger: () => Pick<SimLedger, "client">,
    queue: (life: Life) => IntentQueue,
    report: Report,
  ) {
    const dice = world.random.fork("desk-dice");
    this.object = new SimObject<DeadLetterDesk>(
      world,
      "desk",
      FAULTS,
      (life, alarm) =>
        new DeadLetterDesk({
          letters: this.letters,
          replays: this.replays,
          audit: this.audit,
          ledger: ledger().client(life),
          queue: queue(life),
          clock: { now: world.now },
          dice: dice.next,
          alarm: { ringAt: (timeMs) => alarm.setAlarm(timeMs) },
          report,
          retentionMs: world.settings.RETENTION_DAYS * MS_PER_DAY,
        }),
    );
  }

  sink(life: Life): DeadLetterSink {
    return { put: (letters) => life.call(() => this.object.call((desk) => desk.put(letters))) };
  }

  isQuiet(): boolean {
    return this.replays.active() === null && this.object.ringing === 0;
  }
}
