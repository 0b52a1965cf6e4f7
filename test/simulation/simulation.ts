import type { AlarmPorts } from "../../consumer/ledger/ring-alarm.ts";
import type { PipelineEvent } from "../../shared/events.ts";
import type { IntentQueue } from "../../shared/ports.ts";
import type { Version } from "../../shared/version.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { expiresAtMs, WriteIntent } from "../../shared/write-intent.ts";
import { watchReplays } from "./check-replays.ts";
import { Clients } from "./clients.ts";
import type { Fault } from "./faults.ts";
import { Life } from "./life.ts";
import { Operator } from "./operator.ts";
import { notePurged, Purgers } from "./purgers.ts";
import type { Random } from "./random.ts";
import { haveSameContent } from "./same-content.ts";

import type { Scenario } from "./scenario.ts";
import { SimBroker } from "./sim-broker.ts";
import { SimConsumer } from "./sim-consumer.ts";
import { SimDeadLetters } from "./sim-dead-letters.ts";
import { SimGate } from "./sim-gate.ts";
import { SimKv } from "./sim-kv.ts";
import { SimLedger } from "./sim-ledger.ts";
import { nameOf } from "./sim-names.ts";
import { SimPayloads } from "./sim-payloads.ts";
import { SimProducer } from "./sim-producer.ts";
import { SimView } from "./sim-view.ts";
import { World } from "./world.ts";

/** A life under two minutes is counted by a consumer's clock, which may be wrong. */
const SHORT_LIFE_SLACK_MS = 11_000;

/** All of Sluice over fakes, wired as the bindings wire it. */
export class Simulation {
  readonly world: World;
  readonly broker: SimBroker;
  readonly ledger: SimLedger;
  readonly gate: SimGate;
  readonly deadLetters: SimDeadLetters;
  readonly kv: SimKv;
  readonly payloads: SimPayloads;
  readonly clients: Clients;
  readonly operator: Operator;
  /** Null in a run without one. */
  readonly view: SimView | null;
  readonly purgers: Purgers;

  constructor(scenario: Scenario, isTracing: boolean, settings: object = {}) {
    this.world = new World(scenario, isTracing, settings);
    const { world } = this;
    const consumer = new SimConsumer(world, () => ({ ...this, report: this.#report }));
    this.broker = new SimBroker(world, consumer.invoke, (body) => this.#isDead(body));
    this.payloads = new SimPayloads(world, (version) => this.#needsPayload(version));
    this.kv = new SimKv(world, this);
    this.ledger = new SimLedger(
      world,
      (life) => this.#alarmPorts(life),
      (life) => this.gate.client(life),
      {
        unchanged: (key, version) => this.#checkUnchanged(key, version),
        absent: (key) => this.#checkAbsent(key),
      },
      (life) => async (_view, news) => {
        await this.view?.tell(life, news);
      },
    );
    this.gate = new SimGate(
      world,
      (life) => ({
        count: scenario.shards,
        heed: (shard, body) =>
          this.ledger.client(life).shard(shard).heedGate({ shards: scenario.shards, body }),
      }),
      this.#report,
    );
    const watch = watchReplays(world, () => this.deadLetters.replays.active());
    this.deadLetters = new SimDeadLetters(
      world,
      () => this.ledger,
      (life) => watch(this.#releases(life)),
      this.#report,
    );
    const [view] = world.settings.VIEWS;
    this.view = view === undefined ? null : this.#openView(view);
    const producers = Array.from(
      { length: scenario.producers },
      (_, index) =>
        new SimProducer(world, index, {
          queue: this.#writes(),
          payloads: this.payloads,
          ledger: this.ledger.client(new Life(null)),
        }),
    );
    this.clients = new Clients(world, producers, this.broker);
    this.operator = new Operator(world, this.deadLetters, this.gate);
    this.purgers = new Purgers(world, producers);
  }

  isQuiet(): boolean {
    return (
      this.broker.open === 0 &&
      this.clients.open === 0 &&
      this.operator.open === 0 &&
      this.purgers.open === 0 &&
      this.ledger.isQuiet() &&
      this.deadLetters.isQuiet() &&
      (this.view === null || this.view.isQuiet()) &&
      this.ledger.tally().pending === 0
    );
  }

  #openView(definition: ViewDefinition): SimView {
    const writes = this.#writes();
    const random = this.world.random.fork("view-sends");
    return new SimView(this.world, definition, {
      ledger: () => this.ledger,
      kv: this.kv,
      payloads: this.payloads,
      queue: (life) => ({
        send: (lane, intents) =>
          life.call(async () => {
            await this.world.hop(random, this.world.faults.hits("view-slow") ? 8_000 : 30);
            await writes.send(lane, intents);
          }),
      }),
      report: this.#report,
    });
  }

  #alarmPorts(life: Life): AlarmPorts {
    return {
      queue: this.#releases(life),
      deadLetters: { put: (letters) => this.deadLetters.sink(life).put(letters) },
      payloads: {
        redeem: (version, sha256) => this.payloads.store.redeem(version, sha256),
        delete: (versions) => life.call(() => this.payloads.store.delete(versions)),
      },
      report: this.#report,
      releaseBatch: this.world.settings.RELEASE_BATCH,
    };
  }

  /** I16: what is settled without a write is in KV at that moment. */
  #checkUnchanged(key: string, version: Version): void {
    const { truth } = this.world;
    const stored = this.kv.get(key);
    const found = stored?.version ?? null;
    const intent = truth.queued.get(version);
    const endMs = intent === undefined ? null : expiresAtMs(intent);
    const isSameEnd = Math.abs((stored?.expiresAtMs ?? 0) - (endMs ?? 0)) <= SHORT_LIFE_SLACK_MS;
    if (isSameEnd && haveSameContent(truth, found, version)) return;
    this.world.violate("I16", `${version} is unchanged, but KV holds ${found ?? "nothing"}`, key);
  }

  /** I19: a touch that finds nothing does not miss what the ledger has applied. */
  #checkAbsent(key: string): void {
    const { written } = this.ledger.state(nameOf(key));
    const found = this.kv.get(key)?.version ?? null;
    if (found === null || written === null || found !== written.stamp) return;
    // Its time is over, by the consumer's clock; KV lets it live a minute at least, and a stale read may
    // miss that.
    const nowMs = this.world.now() + SHORT_LIFE_SLACK_MS;
    if (written.expiresAtMs !== null && written.expiresAtMs <= nowMs) return;
    this.world.violate("I19", `a touch found nothing where KV holds ${found}`, key);
  }

  /** The producers' way to the queue. */
  #writes(): IntentQueue {
    const random = this.world.random.fork("sends");
    return {
      send: async (lane, intents) => {
        const { faults, truth } = this.world;
        await this.world.hop(random, faults.hits("send-slow") ? 8_000 : 30);
        if (faults.hits("send-refused")) throw new Error("Queue is overloaded (10250)");
        for (const intent of intents) {
          truth.queued.set(intent.version, intent);
          this.#send(lane === "normal" ? "writes" : "immediate", intent);
        }
        if (faults.hits("send-reply-lost")) throw new Error("Network connection lost");
      },
    };
  }

  /** The way back to the queue, for shards and for replays. */
  #releases(life: Life): IntentQueue {
    const random = this.world.random.fork("releases");
    const failing = (fault: Fault) => {
      if (this.world.faults.hits(fault)) throw new Error("Unknown Internal Error (15000)");
    };
    return {
      send: (lane, intents) =>
        life.call(async () => {
          await this.world.hop(random, 30);
          failing("release-refused");
          for (const intent of intents) {
            notePurged(this.world, intent);
            this.#send(lane === "normal" ? "writes" : "immediate", intent);
            if (intent.generation > 0) this.#sendLateCopies(intent, random);
          }
          failing("release-reply-lost");
        }),
    };
  }

  /** Copies of the message that died, delivered once more while its replay is under way. */
  #sendLateCopies(intent: WriteIntent, random: Random): void {
    if (!this.world.faults.hits("replay-meets-late-copy")) return;
    const copy = { ...intent, generation: intent.generation - 1 };
    for (let copies = 0; copies < 6; copies++) {
      this.broker.send("writes", copy, random.int(0, 20_000));
    }
  }

  #send(queue: "writes" | "immediate", intent: WriteIntent): void {
    this.world.note("send", intent.key, `${intent.version}/${intent.generation}`);
    this.broker.send(queue, intent);
  }

  #isDead(body: unknown): boolean {
    const parsed = WriteIntent.safeParse(body);
    if (!parsed.success) return false;
    const { version, generation } = parsed.data;
    const { dead } = this.ledger.state(parsed.data);
    return dead.some((mark) => mark.version === version && mark.generation >= generation);
  }

  #needsPayload(version: Version): boolean {
    const intent = this.world.truth.queued.get(version);
    if (intent === undefined) return false;
    const state = this.ledger.state(intent);
    if (state.kept?.version === version || state.held?.version === version) return true;
    if (state.dead.some((mark) => mark.version === version)) return true;
    return state.known.entries.includes(`${version}p`);
  }

  readonly #report = (event: PipelineEvent): void => {
    if (event.kind === "batch-failed") this.world.violate("I9", event.detail);
    if (event.kind === "breaker-closed") this.world.faults.mark("breaker-closed");
  };
}
