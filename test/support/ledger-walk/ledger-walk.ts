import type { DueIntent } from "../../../consumer/ledger/due-work.ts";
import { letterName } from "../../../consumer/ledger/ring-alarm.ts";
import type { AdmitAnswer } from "../../../shared/ledger/admit-answer.ts";
import type { DeadMark } from "../../../shared/ledger/key-state.ts";
import type { Outcome, SettleAnswer } from "../../../shared/ledger/report.ts";
import { unreachable } from "../../../shared/result.ts";
import { laterVersion, type Version } from "../../../shared/version.ts";
import type { WriteIntent } from "../../../shared/write-intent.ts";
import { aDelete, aPayload, aPut } from "../a-write-intent.ts";
import { LedgerKey } from "../ledger-key.ts";
import {
  APPLIED,
  EXPIRED,
  QUOTA,
  REFUSED,
  THROTTLED,
  UNAVAILABLE,
  UNKNOWN,
  UNUSED,
} from "../outcomes.ts";
import { aVersion, NOW_MS } from "../versions.ts";
import type { Action, Fate, Flavour } from "./actions.ts";
import {
  checkKey,
  checkPayloadUnneeded,
  checkTransition,
  type Truth,
  truthAfter,
} from "./checks.ts";
import { ModelKv } from "./model-kv.ts";
import { ModelLetters } from "./model-letters.ts";

const LEASE_MARGIN_MS = 2_000;
const REPAIR_AFTER_MS = 30_000;
const PACE_MS = 1_000;
const MAX_FAILURES = 3;

/** A version that a batch has in hand: how the ledger answered, and what became of it since. */
type Entry = {
  readonly intent: WriteIntent;
  readonly untilMs: number | null;
  readonly outcome: Outcome | null;
};
type Batch = {
  readonly token: string;
  readonly messages: readonly WriteIntent[];
  readonly entries: readonly Entry[];
};
type LeaseOut = { readonly token: string; readonly version: Version; readonly untilMs: number };

/**
 * The world around one key of the ledger: producers, an unordered queue that delivers at least once,
 * batches that crash, a KV whose writes fail, time out and land late. Each step is checked.
 */
export class LedgerWalk {
  readonly key = new LedgerKey({ MAX_FAILURES });
  readonly #kv = new ModelKv();
  readonly #letters = new ModelLetters();
  readonly #ranks = new Set<number>();
  #accepted: readonly WriteIntent[] = [];
  #queue: readonly WriteIntent[] = [];
  #batches: readonly Batch[] = [];
  #unconfirmed: readonly DueIntent[] = [];
  #tokens = 0;
  #lease: LeaseOut | null = null;
  #lastReportMs = Number.NEGATIVE_INFINITY;
  /** The newest version whose batch reported a success in time. */
  #applied: Version | null = null;
  #truth: Truth = new Map();

  perform(action: Action): void {
    this.#step(action);
    const truth = truthAfter(this.#truth, this.key.state);
    checkTransition(this.#truth, truth);
    this.#truth = truth;
    checkKey(this.key, truth);
    this.#checkNothingLost();
  }

  #step(action: Action): void {
    switch (action.kind) {
      case "accept":
        this.#accept(action.rank, action.flavour);
        break;
      case "duplicate":
        this.#enqueue(pickOf(this.#accepted, action.pick));
        break;
      case "receive":
        this.#receive(action);
        break;
      case "write":
        this.#write(pickOf(this.#batches, action.pick), action.fate);
        break;
      case "settle":
        this.#settle(pickOf(this.#batches, action.pick), action.reports);
        break;
      case "crash":
        this.#crash(pickOf(this.#batches, action.pick));
        break;
      case "wait":
        this.#wait(action.durationMs);
        break;
      case "release":
        this.#release();
        break;
      case "confirm":
        this.#confirm(action.isLost);
        break;
      case "bury":
        this.#bury(pickOf(this.#queue, action.pick));
        break;
      case "replay":
        this.#replay(pickOf(this.#letters.dead, action.pick));
        break;
      case "discard":
        this.#discard(pickOf(this.#letters.dead, action.pick));
        break;
      case "deliverLetters":
        this.#deliverLetters();
        break;
      case "land":
        this.#kv.landGhost(action.pick);
        break;
      default:
        unreachable(action);
    }
  }

  #accept(rank: number, flavour: Flavour): void {
    if (this.#ranks.has(rank)) return;
    this.#ranks.add(rank);
    const intent = intentOf(aVersion(rank), flavour);
    this.#accepted = [...this.#accepted, intent];
    this.#enqueue(intent);
  }

  #enqueue(intent: WriteIntent | undefined): void {
    if (intent !== undefined) this.#queue = [...this.#queue, intent];
  }

  #receive({ count, asks, brings }: Extract<Action, { readonly kind: "receive" }>): void {
    const messages = this.#queue.slice(0, count);
    if (messages.length === 0) return;
    this.#queue = this.#queue.slice(count);
    this.#tokens += 1;
    const token = `batch-${this.#tokens}`;
    const intents = newestFirst(messages);
    const ask = () =>
      brings ? this.key.bring(token, ...intents) : this.key.admit(token, ...intents);
    let answers = ask();
    this.#checkGrants(token, intents, answers);
    if (asks > 1) answers = ask();
    const entries = intents.flatMap((intent, index) =>
      this.#entryFor(intent, answers[index] ?? { kind: "duplicate" }),
    );
    this.#batches = [...this.#batches, { token, messages, entries }];
  }

  #entryFor(intent: WriteIntent, answer: AdmitAnswer): readonly Entry[] {
    switch (answer.kind) {
      case "granted":
        return [{ intent, untilMs: this.key.nowMs + answer.leaseMs, outcome: null }];
      case "hold":
        return [{ intent, untilMs: null, outcome: answer }];
      case "dead":
        this.#storeDead(intent, answer.mark);
        return [];
      case "unchanged":
        this.#checkUnchanged(intent);
        return [];
      case "superseded":
      case "duplicate":
      case "held":
        return [];
      case "granted-touch":
        throw new Error(`a walk without touches met ${answer.kind}`);
      default:
        return unreachable(answer);
    }
  }

  #checkUnchanged(intent: WriteIntent): void {
    const found = this.#accepted.find((other) => other.version === this.#kv.value);
    if (found !== undefined && found.digest === intent.digest) return;
    throw new Error(`${intent.version} is unchanged, but KV holds ${this.#kv.value}`);
  }

  #checkGrants(token: string, intents: readonly WriteIntent[], answers: readonly AdmitAnswer[]) {
    const { nowMs } = this.key;
    answers.forEach((answer, index) => {
      const version = intents[index]?.version;
      if (answer.kind !== "granted" || version === undefined) return;
      if (this.#lease !== null && nowMs < this.#lease.untilMs) {
        throw new Error(`${version} is granted while the lease of ${this.#lease.version} is out`);
      }
      if (nowMs < this.#lastReportMs + PACE_MS) {
        throw new Error(`${version} is granted ${nowMs - this.#lastReportMs} ms after a report`);
      }
      const newest = laterVersion(this.#applied, this.key.state.done);
      if (newest !== null && version < newest) {
        throw new Error(`${version} is granted, but ${newest} is applied`);
      }
      this.#lease = { token, version, untilMs: nowMs + answer.leaseMs };
    });
  }

  /** Writes what the batch was granted, as its consumer would. */
  #write(batch: Batch | undefined, fate: Fate): void {
    if (batch === undefined) return;
    const entries = batch.entries.map((entry) =>
      entry.outcome === null ? { ...entry, outcome: this.#put(entry, fate) } : entry,
    );
    this.#batches = this.#batches.map((other) => (other === batch ? { ...batch, entries } : other));
  }

  #put({ intent, untilMs }: Entry, fate: Fate): Outcome {
    const { nowMs } = this.key;
    if (untilMs === null || untilMs - nowMs <= LEASE_MARGIN_MS) return UNUSED;
    if (fate === "quota") return QUOTA;
    if (fate === "unavailable") return UNAVAILABLE;
    this.#kv.start(nowMs);
    switch (fate) {
      case "applied":
        this.#kv.land(intent.version);
        return isExpired(intent, nowMs) ? EXPIRED : APPLIED;
      case "throttled":
        return THROTTLED;
      case "refused":
        return REFUSED;
      case "unknown-landed":
        this.#kv.land(intent.version);
        return UNKNOWN;
      case "unknown-lost":
        return UNKNOWN;
      case "unknown-late":
        this.#kv.landLater(intent.version, nowMs + REPAIR_AFTER_MS);
        return UNKNOWN;
      default:
        return unreachable(fate);
    }
  }

  #settle(batch: Batch | undefined, reports: number): void {
    if (batch === undefined) return;
    for (const entry of batch.entries) {
      const outcome = entry.outcome ?? UNUSED;
      for (let n = 0; n < reports; n++) {
        this.#noteReport(batch.token, entry.intent.version, outcome);
        const answer = this.key.settle(batch.token, entry.intent, outcome);
        this.#storeIfDead(entry.intent, answer);
      }
    }
    this.#batches = this.#batches.filter((other) => other !== batch);
  }

  #noteReport(token: string, version: Version, outcome: Outcome): void {
    const { nowMs } = this.key;
    const lease = this.#lease;
    const matches = lease !== null && lease.token === token && lease.version === version;
    if (!matches || nowMs >= lease.untilMs) return;
    this.#lease = null;
    const wasTried = !["unused", "hold", "quota"].includes(outcome.kind);
    if (wasTried) this.#lastReportMs = nowMs;
    if (outcome.kind === "applied") this.#applied = laterVersion(this.#applied, version);
  }

  #crash(batch: Batch | undefined): void {
    if (batch === undefined) return;
    this.#batches = this.#batches.filter((other) => other !== batch);
    this.#queue = [...this.#queue, ...batch.messages];
  }

  #wait(durationMs: number): void {
    this.key.nowMs += durationMs;
    this.#kv.advance(this.key.nowMs);
  }

  #release(): void {
    const due = this.key.due();
    this.#queue = [...this.#queue, ...due.map((one) => one.intent)];
    this.#unconfirmed = [...this.#unconfirmed, ...due];
  }

  #confirm(isLost: boolean): void {
    if (!isLost) this.key.forget(this.#unconfirmed);
    this.#unconfirmed = [];
  }

  /** A message is given up only after many deliveries: its release was confirmed long before. */
  #bury(message: WriteIntent | undefined): void {
    if (message === undefined || this.#unconfirmed.length > 0) return;
    const answer = this.key.bury(message);
    if (answer.kind === "busy") return;
    if (answer.kind === "dead") this.#storeDead(message, answer.mark);
    const at = this.#queue.indexOf(message);
    this.#queue = this.#queue.filter((_, index) => index !== at);
  }

  #replay(letter: WriteIntent | undefined): void {
    if (letter === undefined) return;
    const answer = this.key.revive(letter.version);
    switch (answer.kind) {
      case "ready":
        this.#enqueue({ ...letter, generation: answer.generation });
        this.#accepted = [...this.#accepted, { ...letter, generation: answer.generation }];
        this.#letters.end(letter.version);
        break;
      case "superseded":
      case "final":
      case "open":
        this.#letters.end(letter.version);
        break;
      default:
        unreachable(answer);
    }
  }

  #discard(letter: WriteIntent | undefined): void {
    if (letter === undefined) return;
    this.key.discard(letter.version);
    this.#letters.end(letter.version);
  }

  #storeIfDead(intent: WriteIntent, answer: SettleAnswer): void {
    if (answer.kind === "dead") this.#storeDead(intent, answer.mark);
  }

  /** What a consumer stores before it acknowledges, and then tells the ledger to forget. */
  #storeDead(intent: WriteIntent, mark: DeadMark): void {
    const { failure, failures, firstSeenAtMs, lastSeenAtMs, generation } = mark;
    const { reason, detail } = failure;
    const evidence = { reason, detail, failures, firstSeenAtMs, lastSeenAtMs };
    this.#letters.put({ kind: "intent", intent: { ...intent, generation }, ...evidence });
    this.key.store.forgetLetter({ version: intent.version, generation });
  }

  #deliverLetters(): void {
    for (const letter of this.key.store.dueLetters(this.key.nowMs, 50)) {
      this.#letters.put(letter);
      this.key.store.forgetLetter(letterName(letter));
    }
    for (const version of this.key.store.dueSpentPayloads(this.key.nowMs, 50)) {
      checkPayloadUnneeded(this.key, this.#truth, version);
      this.key.store.forgetSpentPayload(version);
    }
  }

  /** Every pending version waits somewhere; every dead one has its letter. */
  #checkNothingLost(): void {
    const inHand = [...this.#queue, ...this.#batches.flatMap((batch) => batch.messages)];
    const { held, lease } = this.key.state;
    for (const [version, state] of this.#truth) {
      if (state !== "pending" || held?.version === version) continue;
      // In flight: it ends with its report or its lease, also when its message is acknowledged.
      if (lease?.version === version) continue;
      if (!inHand.some((intent) => intent.version === version)) {
        throw new Error(`${version} is pending, but neither held nor in a queue`);
      }
    }
    const outbox = this.key.letters.map(letterName);
    for (const { version, generation } of this.key.state.dead) {
      const isWaiting = outbox.some(
        (name) => name.version === version && name.generation === generation,
      );
      if (isWaiting || this.#letters.has(version, generation)) continue;
      // A replay is under way: the letter has left the store, its message carries the next generation.
      if (inHand.some((one) => one.version === version && one.generation > generation)) continue;
      throw new Error(`${version} is dead in generation ${generation}, but has no letter`);
    }
  }

  /** Lets the faults end and everything that waits happen; then nothing may be left. */
  drain(): void {
    this.#confirm(true);
    this.perform({ kind: "wait", durationMs: 60_000 });
    // Once more a late copy: what ended with its lease is noticed with the next call for its key.
    this.perform({ kind: "duplicate", pick: 0 });
    for (let round = 0; round < 100; round++) {
      this.perform({ kind: "deliverLetters" });
      while (this.#queue.length > 0)
        this.perform({ kind: "receive", count: 3, asks: 1, brings: true });
      for (const batch of this.#batches) {
        this.#write(batch, "applied");
        this.perform({ kind: "settle", pick: 0, reports: 1 });
        if (this.#batches.includes(batch)) throw new Error("a batch was not settled");
      }
      this.perform({ kind: "release" });
      this.perform({ kind: "confirm", isLost: false });
      if (this.#isIdle()) break;
      this.perform({ kind: "wait", durationMs: this.#queue.length > 0 ? 0 : 7_200_000 });
    }
    this.perform({ kind: "wait", durationMs: 7_200_000 });
    this.#checkEnd();
  }

  #isIdle(): boolean {
    const { held, kept } = this.key.state;
    return this.#queue.length === 0 && held === null && kept === null;
  }

  #checkEnd(): void {
    if (!this.#isIdle()) throw new Error("the pipeline does not drain");
    const pending = [...this.#truth].filter(([, state]) => state === "pending");
    if (pending.length > 0) throw new Error(`still pending: ${pending.join(" ")}`);
    const newest = [...this.#truth.keys()].reduce<Version | null>(laterVersion, null);
    if (newest === null) return;
    const end = this.#truth.get(newest);
    if (end !== "applied" && end !== "expired") return;
    const [found, expected] = [this.#kv.value, newest].map((version) =>
      this.#accepted.find((intent) => intent.version === version),
    );
    const isSame = found?.digest !== undefined && found.digest === expected?.digest;
    if (found !== expected && !isSame) {
      throw new Error(`KV has ${this.#kv.value}, the newest applied version is ${newest}`);
    }
  }
}

const pickOf = <T>(from: readonly T[], pick: number): T | undefined => from[pick % from.length];

const isExpired = (intent: WriteIntent, nowMs: number): boolean =>
  intent.op === "put" && intent.expiration !== undefined && intent.expiration * 1_000 <= nowMs;

function intentOf(version: Version, flavour: Flavour): WriteIntent {
  switch (flavour) {
    case "plain":
      return aPut({ version });
    case "delete":
      return aDelete({ version });
    case "same":
      return aPut({ version, digest: "5a".repeat(32) });
    case "drop":
      return aPut({ version, onFailure: "drop" });
    case "payload":
      return aPut({ version, value: aPayload() });
    case "expiring":
      return aPut({ version, expiration: NOW_MS / 1_000 + 60 });
    default:
      return unreachable(flavour);
  }
}

/** One of each version, the highest generation, as a batch is planned. */
function newestFirst(messages: readonly WriteIntent[]): readonly WriteIntent[] {
  const byVersion = new Map<Version, WriteIntent>();
  for (const message of messages) {
    const other = byVersion.get(message.version);
    if (other === undefined || other.generation < message.generation) {
      byVersion.set(message.version, message);
    }
  }
  return [...byVersion.values()].sort((a, b) => (a.version > b.version ? -1 : 1));
}
