import type { BatchPorts } from "../../consumer/batch/batch-ports.ts";
import { buryBatch } from "../../consumer/batch/bury-batch.ts";
import type { Disposition } from "../../consumer/batch/dispositions.ts";
import type { Delivery } from "../../consumer/batch/plan-batch.ts";
import { processBatch } from "../../consumer/batch/process-batch.ts";
import { GateDesk } from "../../consumer/gate/gate-desk.ts";
import { LedgerDesk } from "../../consumer/ledger/ledger-desk.ts";
import { monotonic } from "../../consumer/ledger/monotonic.ts";
import type { PurgeLedger } from "../../producer/ports.ts";
import { type DeadLetter, deadLetterId } from "../../shared/dead-letter.ts";
import type { PipelineEvent } from "../../shared/events.ts";
import { parseKeyId, shardOf } from "../../shared/key.ts";
import { addTally, type OpenTally, openTally } from "../../shared/ledger/tally.ts";
import type { PayloadStore } from "../../shared/ports.ts";
import { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryAlarm } from "./memory-alarm.ts";
import { MemoryGateStore } from "./memory-gate-store.ts";
import { MemoryKeyValueStore } from "./memory-key-value-store.ts";
import { MemoryLedgerStore } from "./memory-ledger-store.ts";
import { type MemoryPayloads, memoryPayloadStore } from "./memory-payload-store.ts";
import { MemoryRequestStore } from "./memory-request-store.ts";

const SHARDS = 2;

/** The consumer's own code over fakes, moved by hand: deliver a batch, let time pass, ring alarms. */
export class PipelineRig {
  readonly clock = new ManualClock();
  readonly kv = new MemoryKeyValueStore(this.clock);
  readonly released: WriteIntent[] = [];
  readonly letters = new Map<string, DeadLetter>();
  readonly payloads: MemoryPayloads = new Map();
  readonly events: PipelineEvent[] = [];
  readonly settings: Settings;
  /** What the next call of a port throws, by port; null for none. */
  readonly broken = {
    ledger: false,
    /** Shards do what they are asked to, but nobody hears of it. */
    replies: false,
    letters: false,
    queue: false,
    payloads: false,
    gate: false,
  };
  /** What batches have asked the ledger. */
  readonly calls: string[] = [];
  gate: GateDesk;
  readonly gateStore = new MemoryGateStore();
  readonly #gateAlarm = new MemoryAlarm();
  #batches = 0;
  readonly #stores: MemoryLedgerStore[];
  readonly #alarms: MemoryAlarm[];
  #desks: LedgerDesk[];

  constructor(settings: Partial<Settings> = {}) {
    this.settings = { ...Settings.parse({}), LEDGER_SHARDS: SHARDS, ...settings };
    this.#stores = Array.from(
      { length: this.settings.LEDGER_SHARDS },
      () => new MemoryLedgerStore(),
    );
    this.#alarms = this.#stores.map(() => new MemoryAlarm());
    this.gate = this.#openGate();
    this.#desks = this.#open();
  }

  /** All shards lose their memory, as after an eviction; their stores and alarms stay. */
  evict(): void {
    this.gate = this.#openGate();
    this.#desks = this.#open();
  }

  /** Hands a batch to the consumer; messages are named m0, m1, … */
  deliver(...bodies: readonly unknown[]): Promise<readonly Disposition[]> {
    return processBatch("writes", this.#deliveries(bodies), this.#ports());
  }

  bury(...bodies: readonly unknown[]): Promise<readonly Disposition[]> {
    return buryBatch("dead-letters", this.#deliveries(bodies), this.#ports());
  }

  /** Lets time pass, then rings every alarm that is due and delivers what the alarms release. */
  async pass(durationMs: number): Promise<void> {
    await this.clock.advance(durationMs);
    if (this.#gateAlarm.take(this.clock.now())) await this.gate.ring();
    for (const [index, alarm] of this.#alarms.entries()) {
      if (alarm.take(this.clock.now())) await this.#desk(index).ring();
    }
    const released = this.released.splice(0);
    if (released.length > 0) await this.deliver(...released);
  }

  tally(): OpenTally {
    const total = openTally();
    for (const store of this.#stores) addTally(total, store.loadShard().tally);
    return total;
  }

  status(intent: WriteIntent) {
    return this.#desk(shardOf(intent, this.#stores.length)).status({
      shards: this.#stores.length,
      body: intent,
    });
  }

  /** The purges of the producer, over these shards. */
  readonly purges: PurgeLedger = {
    shards: SHARDS,
    count: (shard, body) => this.#desk(shard).countTagged({ shards: SHARDS, body }),
    ask: (shard, body) => this.#desk(shard).purge({ shards: SHARDS, body }),
  };

  /** Keys that are found by a tag. */
  tagged(tag: string): readonly string[] {
    return this.#stores
      .flatMap((store) => store.tags.keys(tag, "", 1_000))
      .map((id) => parseKeyId(id).key)
      .sort();
  }

  /** The daily sweep of all shards. */
  async collect(): Promise<void> {
    for (const desk of this.#desks) await desk.collect({ shards: SHARDS, body: null });
  }

  /** What KV holds for a key: the text, or null. */
  value(key: string): string | null {
    const put = this.kv.values.get(key);
    return typeof put?.value === "string" ? put.value : null;
  }

  #openGate(): GateDesk {
    return new GateDesk({
      store: this.gateStore,
      shards: {
        count: this.#stores.length,
        heed: (shard, body) => {
          if (this.broken.ledger) throw new Error("the ledger is out of reach");
          return this.#desk(shard).heedGate({ shards: this.#stores.length, body });
        },
      },
      alarm: this.#gateAlarm,
      now: this.clock.now,
      dice: () => 0.5,
      budgets: this.settings,
      report: (event) => this.events.push(event),
    });
  }

  #open(): LedgerDesk[] {
    return this.#stores.map(
      (store, index) =>
        new LedgerDesk({
          parts: {
            store,
            now: monotonic(this.clock.now),
            dice: () => 0.5,
            rules: this.settings,
          },
          requests: new MemoryRequestStore(),
          alarm: this.#alarms[index] ?? new MemoryAlarm(),
          alarmPorts: this.#alarmPorts(),
          gate: {
            gate: {
              ask: (report) => {
                if (this.broken.gate) throw new Error("the gate is out of reach");
                return this.gate.ask(report);
              },
            },
            shard: index,
            shards: this.#stores.length,
            report: (event) => this.events.push(event),
          },
        }),
    );
  }

  #desk(index: number): LedgerDesk {
    const desk = this.#desks[index];
    if (desk === undefined) throw new Error(`no shard ${index}`);
    return desk;
  }

  #heard(desk: LedgerDesk): LedgerDesk {
    return new Proxy(desk, {
      get: (target, name: "admit" | "settle" | "bury" | "forgetLetters") => async (call: never) => {
        this.calls.push(name);
        const answer = await target[name](call);
        if (this.broken.replies) throw new Error("the reply was lost");
        return answer;
      },
    });
  }

  #deliveries(bodies: readonly unknown[]): readonly Delivery[] {
    return bodies.map((body, index) => ({
      id: `m${index}`,
      body,
      sentAtMs: this.clock.now(),
      attempts: 1,
    }));
  }

  #ports(): BatchPorts {
    return {
      clock: this.clock,
      dice: () => 0.5,
      token: () => `batch-${this.#batches++}`,
      ledger: {
        shards: this.#stores.length,
        shard: (index) => {
          if (this.broken.ledger) throw new Error("the ledger is out of reach");
          return this.#heard(this.#desk(index));
        },
      },
      deadLetters: this.#sink,
      keyValueStore: (namespace) =>
        namespace === "default" || namespace === "other" ? this.kv : null,
      payloads: this.#payloadStore,
      report: (event) => this.events.push(event),
      times: this.settings,
    };
  }

  #alarmPorts() {
    return {
      queue: {
        send: async (_lane: string, intents: readonly WriteIntent[]) => {
          if (this.broken.queue) throw new Error("the queue is out of reach");
          this.released.push(...intents);
        },
      },
      deadLetters: this.#sink,
      payloads: this.#payloadStore,
      report: (event: PipelineEvent) => this.events.push(event),
      releaseBatch: this.settings.RELEASE_BATCH,
    };
  }

  readonly #sink = {
    put: async (letters: readonly DeadLetter[]) => {
      if (this.broken.letters) throw new Error("the store is out of reach");
      for (const letter of letters) this.letters.set(deadLetterId(letter), letter);
    },
  };

  readonly #payloadStore: PayloadStore = {
    redeem: async (version, sha256) => {
      if (this.broken.payloads) throw new Error("the bucket is out of reach");
      return memoryPayloadStore(this.payloads).redeem(version, sha256);
    },
    delete: (versions) => memoryPayloadStore(this.payloads).delete(versions),
  };
}
