import { nextAlarmMs } from "../../consumer/ledger/due-work.ts";
import { LedgerDesk } from "../../consumer/ledger/ledger-desk.ts";
import { monotonic } from "../../consumer/ledger/monotonic.ts";
import type { AlarmPorts } from "../../consumer/ledger/ring-alarm.ts";
import type { ShardParts } from "../../consumer/ledger/run-rule.ts";
import type { ViewOutbox } from "../../consumer/ledger/view-outbox.ts";
import type { LedgerClient } from "../../consumer/ledger-client.ts";
import type { GateRpc } from "../../shared/gate/protocol.ts";
import { type KeyName, keyId, shardOf } from "../../shared/key.ts";
import type { AdmitAnswer } from "../../shared/ledger/admit-answer.ts";
import type { Candidate, KeyState } from "../../shared/ledger/key-state.ts";
import type {
  AdmitRequest,
  LedgerShardRpc,
  SettleRequest,
  ShardCall,
} from "../../shared/ledger/protocol.ts";
import { addTally, type OpenTally, openTally } from "../../shared/ledger/tally.ts";
import type { Version } from "../../shared/version.ts";
import { MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { MemoryNewsStore } from "../support/memory-news-store.ts";
import { MemoryRequestStore } from "../support/memory-request-store.ts";
import type { Fault } from "./faults.ts";
import type { Life } from "./life.ts";
import { nameOf } from "./sim-names.ts";
import { SimObject } from "./sim-object.ts";
import type { World } from "./world.ts";

const FAULTS = {
  unavailable: "ledger-unavailable",
  replyLost: "ledger-reply-lost",
  restart: "ledger-restart",
  slow: "ledger-slow",
} as const;

/** Faults that make a ring fail, after which it waits for its backoff. */
const FAILING_RINGS: readonly Fault[] = [
  "release-refused",
  "release-reply-lost",
  "store-unavailable",
  "store-reply-lost",
  "store-restart",
  "payload-delete-failed",
  "alarm-late",
  "ledger-restart",
  "view-unavailable",
  "view-reply-lost",
  "view-restart",
  "view-slow",
];
/**
 * All forward jumps of a shard's clock together: with them the repair time still has to outlast the
 * latest landing of a put (SimKv), as REPAIR_AFTER_MS is set to.
 */
const LONGEST_JUMPS_MS = 7_000;
/** Between rings that each had more to do. */
const RING_GAP_MS = 250;

type Shard = {
  readonly store: MemoryLedgerStore;
  readonly news: MemoryNewsStore;
  readonly object: SimObject<LedgerDesk>;
  /** Of the instance that lives now. */
  readonly parts: () => ShardParts;
  offsetMs: number;
  hasJumpedForward: boolean;
};

/** Called when a version is settled without a write. */
type OnUnchanged = (key: string, version: Version) => void;
/** Called when a touch is reported to have found nothing. */
type OnAbsent = (key: string) => void;

/** All shards, each an object over a store that survives it. */
export class SimLedger {
  readonly #world: World;
  readonly #onUnchanged: OnUnchanged;
  readonly #onAbsent: OnAbsent;
  readonly #tellView: (life: Life) => ViewOutbox["tell"];
  readonly #shards: readonly Shard[];

  constructor(
    world: World,
    alarmPorts: (life: Life) => AlarmPorts,
    gate: (life: Life) => Pick<GateRpc, "ask">,
    on: { readonly unchanged: OnUnchanged; readonly absent: OnAbsent },
    tellView: (life: Life) => ViewOutbox["tell"],
  ) {
    this.#tellView = tellView;
    this.#world = world;
    this.#onUnchanged = on.unchanged;
    this.#onAbsent = on.absent;
    this.#shards = Array.from({ length: world.scenario.shards }, (_, index) =>
      this.#makeShard(index, alarmPorts, gate),
    );
  }

  #makeShard(
    index: number,
    alarmPorts: (life: Life) => AlarmPorts,
    gate: (life: Life) => Pick<GateRpc, "ask">,
  ): Shard {
    const world = this.#world;
    const dice = world.random.fork(`shard-dice-${index}`);
    const jumps = world.random.fork(`shard-jumps-${index}`);
    const store = new MemoryLedgerStore();
    const requests = new MemoryRequestStore();
    const news = new MemoryNewsStore();
    const clock = { offsetMs: 0, jumpedMs: 0, hasJumpedForward: false };
    let parts: ShardParts | null = null;
    const object = new SimObject<LedgerDesk>(
      world,
      `shard-${index}`,
      FAULTS,
      (life, alarm) => {
        if (world.faults.hits("ledger-clock-back")) clock.offsetMs -= jumps.int(1, 10_000);
        if (world.faults.hits("ledger-clock-forward")) {
          const jumpMs = jumps.int(1, Math.max(1, LONGEST_JUMPS_MS - clock.jumpedMs));
          clock.jumpedMs += jumpMs;
          clock.offsetMs += jumpMs;
          clock.hasJumpedForward = true;
        }
        const now = monotonic(() => world.now() + clock.offsetMs);
        const tell = this.#tellView(life);
        const views = { views: world.settings.VIEWS, store: news, tell };
        parts = { store, now, dice: dice.next, rules: world.settings, views };
        return new LedgerDesk({
          parts,
          requests,
          alarm,
          alarmPorts: alarmPorts(life),
          gate: {
            gate: {
              ask: async (report) => {
                const answer = await gate(life).ask(report);
                world.watch.heard(index, answer.view);
                return answer;
              },
            },
            shard: index,
            shards: world.scenario.shards,
            report: () => {},
          },
        });
      },
      () => clock.offsetMs,
    );
    const current = (): ShardParts => {
      if (parts === null) throw new Error("the shard was never opened");
      return parts;
    };
    return Object.assign(clock, { store, news, object, parts: current });
  }

  /** The ledger over the network, for one caller. */
  client(life: Life): LedgerClient {
    return { shards: this.#shards.length, shard: (index) => this.#stub(index, life) };
  }

  #stub(index: number, life: Life): LedgerShardRpc {
    const { object } = this.#shard(index);
    const over =
      <Call, Answer>(ask: (desk: LedgerDesk, call: Call) => Promise<Answer>) =>
      (call: Call): Promise<Answer> =>
        life.call(() =>
          object.call(async (desk) => {
            const answer = await ask(desk, call);
            this.#checkAlarm(index);
            this.#checkKeys(call);
            return answer;
          }),
        );
    return {
      admit: over(async (desk, call) => {
        const answers = await desk.admit(call);
        this.#noteAdmit(call.body, answers);
        return answers;
      }),
      settle: over((desk, call) => {
        this.#markSettle(call.body);
        return desk.settle(call);
      }),
      bury: over(async (desk, call) => {
        const held = call.body.map((item) => this.state(item).held?.version ?? null);
        const answers = await desk.bury(call);
        call.body.forEach(({ key, candidate: { version } }, at) => {
          if (held[at] === version && answers[at]?.kind === "dead") {
            this.#world.violate("I9", `${version} was given up while it waited its turn`, key);
          }
        });
        return answers;
      }),
      forgetLetters: over((desk, call) => desk.forgetLetters(call)),
      revive: over((desk, call) => desk.revive(call)),
      discard: over((desk, call) => desk.discard(call)),
      status: over((desk, call) => desk.status(call)),
      states: over((desk, call) => desk.states(call)),
      request: over((desk, call) => desk.request(call)),
      summary: over((desk, call) => desk.summary(call)),
      attention: over((desk, call) => desk.attention(call)),
      countTagged: over((desk, call) => desk.countTagged(call)),
      purge: over((desk, call) => desk.purge(call)),
      metrics: over((desk, call) => desk.metrics(call)),
      countReads: over((desk, call) => desk.countReads(call)),
      unneededPayloads: over((desk, call) => desk.unneededPayloads(call)),
      heedGate: over((desk, call) => {
        if (call.body.kind === "view") this.#world.watch.heard(index, call.body.view);
        return desk.heedGate(call);
      }),
      collect: over((desk, call) => desk.collect(call)),
    };
  }

  /** I5: what is held counts, so nothing older can push it out. */
  #checkKeys(call: unknown): void {
    for (const name of keysOf(call)) {
      const { hi, held } = this.state(name);
      if (held !== null && (hi === null || hi < held.version)) {
        this.#world.violate("I5", `${held.version} is held, but ${hi} counts as newest`, name.key);
      }
    }
  }

  /** I12: whatever is due, the alarm rings for it in time, unless a ring failed and waits. */
  #checkAlarm(index: number): void {
    const { rates } = this.#world.scenario;
    if (FAILING_RINGS.some((fault) => rates.has(fault))) return;
    const { object, parts } = this.#shard(index);
    const dueMs = nextAlarmMs(parts());
    if (dueMs === null || object.ringing > 0) return;
    const latestMs = Math.max(dueMs, parts().now() + RING_GAP_MS);
    if (object.alarmAtMs === null || object.alarmAtMs > latestMs) {
      this.#world.violate("I12", `something is due at ${dueMs}, the alarm at ${object.alarmAtMs}`);
    }
  }

  #noteAdmit({ token, items }: AdmitRequest, answers: readonly (readonly AdmitAnswer[])[]): void {
    items.forEach(({ key, candidates }, index) => {
      answers[index]?.forEach((answer, at) => {
        const version = candidates[at]?.version;
        const isGranted = answer.kind === "granted" || answer.kind === "granted-touch";
        if (isGranted) this.#noteGrant(key, endOf(candidates[at], answer));
        if (answer.kind === "granted" && answer.touch !== null) {
          this.#world.faults.mark("touch-carried");
        }
        if (answer.kind === "granted-touch") this.#world.faults.mark("touch-alone");
        if (answer.kind === "held" && candidates[at]?.operation !== "touch") {
          this.#world.faults.mark("held-at-once");
        }
        if (answer.kind === "unchanged" && version !== undefined) this.#onUnchanged(key, version);
      });
      const kinds = answers[index]?.map(
        (answer, at) => `${candidates[at]?.version}:${answer.kind}`,
      );
      this.#world.note("admit", key, `${token} ${kinds?.join(" ")}`);
    });
  }

  #noteGrant(key: string, expiresAtMs: number | null): void {
    const name = nameOf(key);
    const shard = shardOf(name, this.#shards.length);
    this.#world.watch.granted(key, shard, this.state(name).lease, expiresAtMs);
  }

  #markSettle(request: SettleRequest): void {
    const { token, items } = request;
    this.#world.truth.kvCalls.reported(request);
    for (const { report, ...name } of items) {
      const { version, generation } = report.candidate;
      this.#world.note(
        "settle",
        name.key,
        `${token} ${version}/${generation}:${report.outcome.kind}`,
      );
      const { lease } = this.state(name);
      const { kind } = report.outcome;
      if (kind === "applied" && report.outcome.as === "absent") {
        this.#world.faults.mark("touch-found-nothing");
        if (lease?.version === version) this.#onAbsent(name.key);
      }
      if (kind === "unavailable" && report.outcome.failure.reason === "read_stale") {
        this.#world.faults.mark("touch-read-stale");
      }
      if (kind === "unknown") this.#world.watch.failed(name.key);
      if (kind === "unused") this.#world.faults.mark("unused-lease");
      if (kind === "hold") this.#world.faults.mark("held");
      if (kind === "applied" && lease?.token !== token) this.#world.faults.mark("late-report");
    }
  }

  /** What the store knows of a key, without asking anybody. */
  state(name: KeyName): KeyState {
    return this.#shardOf(name).store.loadKey(keyId(name));
  }

  /** The tags under which a key is found. */
  tags(name: KeyName): readonly string[] {
    const { tags } = this.#shardOf(name).store;
    const rows = tags.rows({ tag: "", id: "" }, Number.POSITIVE_INFINITY);
    return rows.filter(({ id }) => id === keyId(name)).map(({ tag }) => tag);
  }

  hasJumpedForward(name: KeyName): boolean {
    return this.#shardOf(name).hasJumpedForward;
  }

  tally(): OpenTally {
    const total = openTally();
    for (const { store } of this.#shards) addTally(total, store.loadShard().tally);
    return total;
  }

  /** Nothing waits for an alarm but payloads that are to be deleted later. */
  isQuiet(): boolean {
    return this.#shards.every(
      ({ store, news, object }) =>
        object.ringing === 0 &&
        news.earliestMs() === null &&
        store.dueLanes().length === 0 &&
        store.earliestLetterMs() === null &&
        store.purges.earliestDueMs() === null,
    );
  }

  get stores(): readonly MemoryLedgerStore[] {
    return this.#shards.map((shard) => shard.store);
  }

  #shardOf(name: KeyName): Shard {
    return this.#shard(shardOf(name, this.#shards.length));
  }

  #shard(index: number): Shard {
    const shard = this.#shards[index];
    if (shard === undefined) throw new Error(`no shard ${index}`);
    return shard;
  }
}

/** When what is written ends: a touch that is carried along decides. */
function endOf(candidate: Candidate | undefined, answer: AdmitAnswer): number | null {
  const carried = answer.kind === "granted" ? answer.touch : null;
  return carried === null ? (candidate?.expiresAtMs ?? null) : carried.expiresAtMs;
}

/** The keys that a call of a shard names. */
function keysOf(call: unknown): readonly KeyName[] {
  const { body } = call as ShardCall<{ readonly items?: readonly KeyName[] } | null>;
  return body?.items ?? [];
}
