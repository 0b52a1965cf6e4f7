import type { AlertFacts, BreakerFact, OldestUnapplied } from "../../shared/alerts/alert-facts.ts";
import type { Report } from "../../shared/events.ts";
import type { NamespaceState } from "../../shared/gate/protocol.ts";
import { type BudgetPorts, readBudgets } from "./read-budgets.ts";

export type FactPorts = BudgetPorts & {
  /** Letters in the dead-letter store. */
  readonly countLetters: () => Promise<number>;
  /** When the oldest message of each queue was sent; null for an empty one. */
  readonly oldestMessagesMs: () => Promise<readonly (number | null)[]>;
  /** Of every namespace. */
  readonly namespaceStates: () => Promise<readonly NamespaceState[]>;
  readonly report: Report;
};

/** Asks everybody at once. Who does not answer leaves a fact unknown, never the others. */
export async function readFacts(ports: FactPorts): Promise<AlertFacts> {
  const [deadLetters, oldestUnapplied, budgets, openBreakers] = await Promise.all([
    known(ports, "deadLetters", ports.countLetters),
    known(ports, "oldestUnapplied", () => oldest(ports)),
    known(ports, "budgets", () => readBudgets(ports)),
    known(ports, "openBreakers", () => breakers(ports)),
  ]);
  return { deadLetters, oldestUnapplied, budgets, openBreakers };
}

async function oldest(ports: FactPorts): Promise<OldestUnapplied> {
  const { ledger } = ports;
  const shards = Array.from({ length: ledger.shards }, (_, index) => ledger.shard(index));
  const [messages, summaries] = await Promise.all([
    ports.oldestMessagesMs(),
    Promise.all(shards.map((shard) => shard.summary({ shards: ledger.shards, body: null }))),
  ]);
  const times = [...messages, ...summaries.map((summary) => summary.oldestHeldAtMs)].filter(
    (atMs) => atMs !== null,
  );
  return { acceptedAtMs: times.length === 0 ? null : Math.min(...times) };
}

async function breakers(ports: FactPorts): Promise<readonly BreakerFact[]> {
  const states = await ports.namespaceStates();
  return states.filter(({ breaker }) => breaker !== null).map(({ namespace }) => ({ namespace }));
}

async function known<Fact>(
  { report }: FactPorts,
  fact: string,
  read: () => Promise<Fact>,
): Promise<Fact | null> {
  try {
    return await read();
  } catch (error) {
    report({ kind: "alert-fact-missing", fact, detail: String(error) });
    return null;
  }
}
