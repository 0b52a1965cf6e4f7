import { candidateOf } from "../../consumer/batch/plan-batch.ts";
import { DeadLetterDesk } from "../../consumer/dead-letter-store/dead-letter-desk.ts";
import { LedgerShard } from "../../consumer/ledger/ledger-shard.ts";
import type { PipelineEvent } from "../../shared/events.ts";
import { failure } from "../../shared/failure.ts";
import { shardOf } from "../../shared/key.ts";
import type { ReviveRequest, ShardCall, VersionName } from "../../shared/ledger/protocol.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import type { IntentQueue, Lane } from "../../shared/ports.ts";
import { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { ledgerRpc } from "./ledger-rpc.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryAuditStore } from "./memory-audit-store.ts";
import { MemoryLedgerStore } from "./memory-ledger-store.ts";
import { MemoryLetterStore } from "./memory-letter-store.ts";
import { MemoryReplayStore } from "./memory-replay-store.ts";

const SHARDS = 2;
const REFUSED = failure("permanent", "kv_refused", "KV PUT failed: 400 Bad Request");

/** What the queue does with the next batches. */
type QueueMode = "takes" | "waits" | "refuses" | "takes-but-loses-reply" | "takes-and-hangs";

type Sent = { readonly atMs: number; readonly lane: Lane; readonly intent: WriteIntent };

/** The dead-letter desk over fakes and the ledger's own rules, moved by hand. */
export class DeskRig {
  readonly clock = new ManualClock();
  readonly letters = new MemoryLetterStore();
  readonly replays = new MemoryReplayStore(this.letters);
  readonly audit = new MemoryAuditStore();
  readonly sent: Sent[] = [];
  readonly events: PipelineEvent[] = [];
  readonly brokenShards = new Set<number>();
  /** Shards end what is superseded, but nobody hears of it. */
  losesTakes = false;
  queueMode: QueueMode = "takes";
  /** Happens while a discard is on its way to the ledger. */
  beforeDiscard = (): void => {};
  /** Batches that the queue was asked to take. */
  sends = 0;
  isHanging = false;
  alarmAtMs: number | null = null;
  #released: Promise<void> = Promise.resolve();
  /** How long after its time an alarm rings. */
  alarmLatenessMs = 0;
  readonly #queue: IntentQueue = {
    send: async (lane, intents) => {
      this.sends += 1;
      if (this.queueMode === "waits") await this.#released;
      if (this.queueMode === "refuses") throw new Error("the queue is out of reach");
      for (const intent of intents) this.sent.push({ atMs: this.clock.now(), lane, intent });
      if (this.queueMode === "takes-but-loses-reply") throw new Error("the reply was lost");
      this.isHanging = this.queueMode === "takes-and-hangs";
      if (this.isHanging) await new Promise(() => undefined);
    },
  };

  desk: DeadLetterDesk = this.#open();
  readonly #shards = Array.from(
    { length: SHARDS },
    () =>
      new LedgerShard({
        store: new MemoryLedgerStore(),
        now: this.clock.now,
        dice: () => 0.5,
        rules: Settings.parse({}),
      }),
  );

  /** Lets writes die in the ledger and stores their letters. */
  async die(...intents: readonly WriteIntent[]): Promise<void> {
    for (const intent of intents) {
      this.dieUnstored(intent);
      const lastSeenAtMs = this.clock.now();
      await this.desk.put([
        {
          kind: "intent",
          intent,
          reason: REFUSED.reason,
          detail: REFUSED.detail,
          failures: 1,
          firstSeenAtMs: lastSeenAtMs,
          lastSeenAtMs,
        },
      ]);
    }
  }

  /** A write dies in the ledger; its letter is still on its way to the store. */
  dieUnstored(intent: WriteIntent): void {
    const { namespace, key } = intent;
    const candidate = candidateOf(intent);
    this.#shard(intent).bury([{ namespace, key, candidate, intent, failure: REFUSED }]);
  }

  /** A message reaches the ledger. */
  admit(intent: WriteIntent) {
    const { namespace, key, version } = intent;
    const items = [{ namespace, key, candidates: [candidateOf(intent)] }];
    return this.#shard(intent).admit({ token: `batch-${version}`, items });
  }

  stateOf(intent: WriteIntent) {
    return this.#shard(intent).status(intent).version?.state;
  }

  /** Lets time pass and rings the alarm whenever it is due. */
  async run(durationMs: number): Promise<void> {
    const endMs = this.clock.now() + durationMs;
    for (;;) {
      const ringsAtMs = this.alarmAtMs === null ? endMs : this.alarmAtMs + this.alarmLatenessMs;
      if (this.alarmAtMs === null || ringsAtMs > endMs) break;
      await this.clock.advance(Math.max(0, ringsAtMs - this.clock.now()));
      await this.ring();
    }
    await this.clock.advance(endMs - this.clock.now());
  }

  /** Rings one alarm after another until something has happened; a hanging ring is left behind. */
  async runUntil(isOver: () => boolean): Promise<void> {
    while (!isOver() && this.alarmAtMs !== null) {
      await this.clock.advance(Math.max(0, this.alarmAtMs - this.clock.now()));
      void this.ring();
      await this.clock.advance(0);
    }
  }

  /** Lets sends wait until the function is called. */
  holdQueue(): () => void {
    let release = (): void => undefined;
    this.#released = new Promise((resolve) => {
      release = resolve;
    });
    this.queueMode = "waits";
    return () => {
      this.queueMode = "takes";
      release();
    };
  }

  async ring(): Promise<void> {
    this.alarmAtMs = null;
    await this.desk.ring();
  }

  /** The object is evicted and starts again: what was only in memory is gone. */
  async restart(): Promise<void> {
    this.desk = this.#open();
    await this.desk.resume();
  }

  sentVersions(): readonly string[] {
    return this.sent.map(({ intent }) => intent.version);
  }

  #open(): DeadLetterDesk {
    return new DeadLetterDesk({
      letters: this.letters,
      replays: this.replays,
      audit: this.audit,
      ledger: { shards: SHARDS, shard: (index) => this.#stub(index) },
      queue: this.#queue,
      clock: this.clock,
      dice: () => 0.5,
      alarm: {
        ringAt: async (timeMs) => {
          this.alarmAtMs = timeMs;
        },
      },
      report: (event) => this.events.push(event),
      retentionMs: 30 * MS_PER_DAY,
    });
  }

  #stub(index: number) {
    const rpc = ledgerRpc(this.#at(index));
    const reach = (): void => {
      if (this.brokenShards.has(index)) throw new Error("the shard is out of reach");
    };
    return {
      ...rpc,
      revive: async (call: ShardCall<ReviveRequest>) => {
        reach();
        const answers = await rpc.revive(call);
        if (call.body.mode === "take" && this.losesTakes) throw new Error("the answer was lost");
        return answers;
      },
      discard: async (call: ShardCall<readonly VersionName[]>) => {
        reach();
        this.beforeDiscard();
        return rpc.discard(call);
      },
    };
  }

  #shard(intent: WriteIntent): LedgerShard {
    return this.#at(shardOf(intent, SHARDS));
  }

  #at(index: number): LedgerShard {
    const shard = this.#shards[index];
    if (shard === undefined) throw new Error(`no shard ${index}`);
    return shard;
  }
}
