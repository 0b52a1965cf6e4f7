import type { LedgerStore } from "../../../consumer/ledger/ledger-store.ts";
import type { ShardParts } from "../../../consumer/ledger/run-rule.ts";
import { Random } from "../../simulation/random.ts";
import { RULES } from "../ledger-key.ts";
import { MemoryLedgerStore } from "../memory-ledger-store.ts";
import { NOW_MS } from "../versions.ts";
import { type LedgerOperation, perform } from "./ledger-operation.ts";
import { RandomOperations } from "./random-operations.ts";
import { contentOf } from "./store-content.ts";

/** Rarely reached limits come within reach: a day's memory, and letters after a few failures. */
const TWIN_RULES = { ...RULES, RETENTION_DAYS: 1, MAX_FAILURES: 3 };

/**
 * Two shards that get the same calls at the same times with the same dice, one over the store in
 * memory, one over another. Whatever they answer differently is a difference of the stores.
 */
export class LedgerTwins {
  readonly #seed: number;
  readonly #memory = new MemoryLedgerStore();
  readonly #operations: RandomOperations;
  readonly #dice: { readonly memory: Random; readonly other: Random };
  #nowMs = NOW_MS;
  #performed = 0;
  /** How often each answer was given: what never was is not tested. */
  readonly answers = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
    this.#operations = new RandomOperations(new Random(seed, "operations"));
    this.#dice = { memory: new Random(seed, "dice"), other: new Random(seed, "dice") };
  }

  /** Performs the next operations on both; throws at the first answer that differs. */
  run(other: LedgerStore, count: number): void {
    const memory = this.#parts(this.#memory, this.#dice.memory);
    const twin = this.#parts(other, this.#dice.other);
    for (let done = 0; done < count; done++) {
      this.#nowMs += this.#operations.pauseMs();
      const operation = this.#operations.next(this.#nowMs);
      const answer = perform(memory, operation);
      this.#compare(operation, answer, perform(twin, operation));
      this.#operations.learn(operation, answer);
      this.#count(operation, answer);
      this.#performed += 1;
    }
  }

  /** All rows of both. */
  contents(other: LedgerStore) {
    return {
      memory: contentOf(this.#memory, this.#nowMs),
      other: contentOf(other, this.#nowMs),
    };
  }

  #compare(operation: LedgerOperation, expected: unknown, found: unknown): void {
    const [inMemory, inOther] = [JSON.stringify(expected), JSON.stringify(found)];
    if (inMemory === inOther) return;
    throw new Error(
      `seed ${this.#seed}, operation ${this.#performed} differs: ${JSON.stringify(operation)}\n` +
        `in memory: ${inMemory}\nthe other: ${inOther}`,
    );
  }

  #count({ kind }: LedgerOperation, answer: unknown): void {
    for (const name of namesOf(answer)) {
      const id = `${kind} ${name}`;
      this.answers.set(id, (this.answers.get(id) ?? 0) + 1);
    }
  }

  #parts(store: LedgerStore, dice: Random): ShardParts {
    return { store, now: () => this.#nowMs, dice: dice.next, rules: TWIN_RULES };
  }
}

/** An answer in a few words: its kinds, or whether there was something at all. */
function namesOf(answer: unknown): readonly string[] {
  if (Array.isArray(answer)) return answer.flatMap(namesOf);
  if (typeof answer === "string") return [/^Error/.test(answer) ? "refused" : "something"];
  if (typeof answer !== "object" || answer === null) return [];
  if ("collected" in answer) return [answer.collected === 0 ? "nothing" : "something"];
  if ("kind" in answer) return [String(answer.kind)];
  return "slot" in answer ? [String(answer.slot)] : [];
}
