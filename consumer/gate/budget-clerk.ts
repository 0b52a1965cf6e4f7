import {
  askAgainMs,
  type BudgetAsk,
  type BudgetBook,
  beginRecall,
  bookOf,
  endRecall,
  handOut,
  isDry,
  unspentShards,
} from "../../shared/gate/budget-book.ts";
import type { Offer } from "../../shared/gate/budget-portion.ts";
import type { GateAnswer, ShardReport } from "../../shared/gate/protocol.ts";
import { budgetOf } from "../../shared/gate/shard-gate.ts";
import { utcDay } from "../../shared/gate/utc-day.ts";
import type { Operation } from "../../shared/ledger/key-state.ts";
import type { GateDeskPorts } from "./gate-ports.ts";
import type { ShardLine } from "./shard-line.ts";

type ClerkPorts = Pick<GateDeskPorts, "store" | "shards" | "now" | "budgets">;

/**
 * Hands the day's budgets to the shards. When nothing is left here, what other shards have not used
 * is called back first, so that a few writes can be shared by many shards to the last.
 */
export class BudgetClerk {
  readonly #ports: ClerkPorts;
  readonly #line: ShardLine;

  constructor(ports: ClerkPorts, line: ShardLine) {
    this.#ports = ports;
    this.#line = line;
  }

  async serve({ shard, budgets }: ShardReport): Promise<Pick<GateAnswer, "offers" | "askAgainMs">> {
    const offers: Partial<Record<Operation, Offer>> = {};
    const waits: number[] = [];
    for (const operation of ["put", "delete"] as const) {
      const ask = budgets[operation];
      const budget = budgetOf(this.#ports.budgets, operation);
      if (ask === undefined || budget === null) continue;
      await this.#recallWhenDry(operation, budget, shard, ask);
      const offer = this.#handOut(operation, budget, shard, ask);
      offers[operation] = offer;
      if (!hasRoom(offer, ask)) waits.push(askAgainMs(this.#book(operation), this.#ports.now()));
    }
    return { offers, askAgainMs: waits.length === 0 ? 0 : Math.min(...waits) };
  }

  #handOut(operation: Operation, budget: number, shard: number, ask: BudgetAsk): Offer {
    const terms = { budget, shards: this.#ports.shards.count, nowMs: this.#ports.now() };
    const { book, offer } = handOut(this.#book(operation), shard, ask, terms);
    this.#save(operation, book);
    return offer;
  }

  async #recallWhenDry(
    operation: Operation,
    budget: number,
    shard: number,
    ask: BudgetAsk,
  ): Promise<void> {
    if (!isDry(this.#book(operation), budget, ask)) return;
    const others = unspentShards(this.#book(operation), shard);
    await Promise.all(others.map((other) => this.#recall(operation, other)));
  }

  async #recall(operation: Operation, shard: number): Promise<void> {
    const { book, serial } = beginRecall(this.#book(operation), shard);
    this.#save(operation, book);
    const { day } = book;
    const word = await this.#line.say(shard, { kind: "recall", operation, day, serial });
    if (word?.kind !== "handed-in" || word.used === null) return;
    const recall = { day, serial, used: word.used };
    this.#save(operation, endRecall(this.#book(operation), shard, recall));
  }

  #book(operation: Operation): BudgetBook {
    return bookOf(this.#ports.store.load().books[operation], utcDay(this.#ports.now()));
  }

  #save(operation: Operation, book: BudgetBook): void {
    const state = this.#ports.store.load();
    this.#ports.store.save({ ...state, books: { ...state.books, [operation]: book } });
  }
}

function hasRoom(offer: Offer, ask: BudgetAsk): boolean {
  const used = ask.day === offer.day ? ask.used : { normal: 0, reserve: 0 };
  return offer.normal > used.normal || (ask.wantsReserve && offer.reserve > used.reserve);
}
