import { candidateOf } from "../../../consumer/batch/plan-batch.ts";
import type { DueIntent } from "../../../consumer/ledger/due-work.ts";
import type { DeadLetter } from "../../../shared/dead-letter.ts";
import type { AdmitAnswer } from "../../../shared/ledger/admit-answer.ts";
import type { AdmitRequest, BuryItem, VersionName } from "../../../shared/ledger/protocol.ts";
import type { ReviveAnswer } from "../../../shared/ledger/revive-key.ts";
import type { WriteIntent } from "../../../shared/write-intent.ts";
import type { Random } from "../../simulation/random.ts";
import { aWriteFailure } from "../a-write-failure.ts";
import type { LedgerOperation } from "./ledger-operation.ts";
import { RandomBatches } from "./random-batches.ts";
import { RandomIntents } from "./random-intents.ts";

const CRASHED = aWriteFailure({ class: "permanent", reason: "crashed", detail: "crashed" });
const HOUR_MS = 3_600_000;
const MAX_LETTERS = 12;

/** Kinds by how often they are drawn, of 100. */
const KINDS: readonly (readonly [LedgerOperation["kind"], number])[] = [
  ["admit", 29],
  ["settle", 35],
  ["bury", 3],
  ["revive", 5],
  ["discard", 2],
  ["due", 6],
  ["forget", 5],
  ["letters", 3],
  ["payloads", 2],
  ["status", 4],
  ["summary", 3],
  ["unneeded", 2],
  ["collect", 1],
];
const DRAWN_KINDS = KINDS.flatMap(([kind, count]) => Array.from({ length: count }, () => kind));

/**
 * Random operations of a shard that lead somewhere: batches report what they were granted, the alarm
 * forgets what it sent, replays take what is dead. What was answered decides what can come next.
 */
export class RandomOperations {
  readonly #random: Random;
  readonly #brings: Random;
  readonly #intents: RandomIntents;
  readonly #batches: RandomBatches;
  #sent: readonly DueIntent[] = [];
  /** In the dead-letter store. */
  #letters: readonly WriteIntent[] = [];
  #tokens = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#brings = random.fork("brings");
    this.#intents = new RandomIntents(random.fork("intents"));
    this.#batches = new RandomBatches(random.fork("batches"), this.#intents);
  }

  /** How long nothing happens before the next operation. */
  pauseMs(): number {
    const draw = this.#random.next();
    if (draw < 0.3) return 0;
    if (draw < 0.97) return this.#random.int(1, 800);
    if (draw < 0.99) return this.#random.int(1_000, 40_000);
    if (draw < 0.999) return this.#random.int(HOUR_MS, 4 * HOUR_MS);
    return this.#random.int(20 * HOUR_MS, 60 * HOUR_MS);
  }

  next(nowMs: number): LedgerOperation {
    const random = this.#random;
    const kind = random.pick(DRAWN_KINDS);
    switch (kind) {
      case "admit":
        return { kind, request: this.#admit(nowMs) };
      case "settle":
        return { kind, request: this.#batches.report() };
      case "bury":
        return { kind, items: this.#some(2, () => this.#bury(nowMs)) };
      case "revive":
        return {
          kind,
          request: {
            mode: random.chance(0.3) ? "peek" : "take",
            items: this.#some(3, () => this.#version(nowMs)),
          },
        };
      case "discard":
      case "unneeded":
        return { kind, items: this.#some(3, () => this.#version(nowMs)) };
      case "due":
      case "letters":
      case "payloads":
        return { kind, limit: random.int(1, 8) };
      case "forget":
        return { kind, sent: this.#takeSent() };
      case "status":
        return {
          kind,
          request: random.chance(0.5)
            ? this.#version(nowMs)
            : { ...this.#intents.name(), version: null },
        };
      default:
        return { kind };
    }
  }

  /** Takes in what a shard answered. */
  learn(operation: LedgerOperation, answer: unknown): void {
    switch (operation.kind) {
      case "admit":
        this.#batches.begin(operation.request, answer as readonly (readonly AdmitAnswer[])[]);
        return;
      case "due":
        this.#sent = [...this.#sent, ...(answer as readonly DueIntent[])];
        return;
      case "letters":
        this.#learnLetters(answer as readonly DeadLetter[]);
        return;
      case "revive":
        if (operation.request.mode === "take") {
          this.#learnRevived(operation.request.items, answer as readonly ReviveAnswer[]);
        }
    }
  }

  #admit(nowMs: number): AdmitRequest {
    this.#tokens += 1;
    const items = this.#some(3, () => {
      const name = this.#intents.name();
      const intents = newestFirst(this.#some(3, () => this.#delivered(name, nowMs)));
      const item = { ...name, candidates: intents.map(candidateOf) };
      const brought = intents.find(({ op }) => op !== "touch");
      return brought !== undefined && this.#brings.chance(0.5) ? { ...item, brought } : item;
    });
    return { token: `batch-${this.#tokens}`, items };
  }

  #delivered(name: Parameters<RandomIntents["accept"]>[0], nowMs: number): WriteIntent {
    const known = this.#random.chance(0.5) ? this.#intents.known(name) : null;
    return known ?? this.#intents.accept(name, nowMs);
  }

  #bury(nowMs: number): BuryItem {
    const name = this.#intents.name();
    const intent = this.#delivered(name, nowMs);
    return { ...name, candidate: candidateOf(intent), intent, failure: CRASHED };
  }

  #version(nowMs: number): VersionName {
    if (this.#letters.length > 0 && this.#random.chance(0.6)) {
      const { namespace, key, version } = this.#random.pick(this.#letters);
      return { namespace, key, version };
    }
    const name = this.#intents.name();
    return { ...name, version: this.#delivered(name, nowMs).version };
  }

  #learnLetters(letters: readonly DeadLetter[]): void {
    const intents = letters.flatMap((letter) => (letter.kind === "intent" ? [letter.intent] : []));
    this.#letters = [...this.#letters, ...intents].slice(-MAX_LETTERS);
  }

  #learnRevived(items: readonly VersionName[], answers: readonly ReviveAnswer[]): void {
    items.forEach((item, index) => {
      const answer = answers[index];
      const intent = this.#letters.find((letter) => letter.version === item.version);
      if (answer?.kind !== "ready" || intent === undefined) return;
      this.#intents.add({ ...intent, generation: answer.generation });
    });
  }

  /** The queue confirms what was sent, or its answer is lost. */
  #takeSent(): readonly DueIntent[] {
    const sent = this.#random.chance(0.2) ? [] : this.#sent;
    this.#sent = [];
    return sent;
  }

  #some<T>(most: number, make: () => T): readonly T[] {
    return Array.from({ length: this.#random.int(1, most) }, make);
  }
}

function newestFirst(intents: readonly WriteIntent[]): readonly WriteIntent[] {
  const byVersion = new Map(intents.map((intent) => [intent.version, intent]));
  return [...byVersion.values()].sort((a, b) => (a.version > b.version ? -1 : 1));
}
