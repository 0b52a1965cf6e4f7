import type { LedgerStore } from "../../consumer/ledger/ledger-store.ts";
import { FINAL_STATES } from "../../shared/ledger/known-versions.ts";
import { type CountName, type Counts, countOf, sumCounts } from "../../shared/metrics/counts.ts";
import { latencyCount } from "../../shared/metrics/latency.ts";
import { MINUTES_PER_DAY, type Period } from "../../shared/metrics/period.ts";
import type { Simulation } from "./simulation.ts";

const GROWING = ["accepted", "unchanged", "late", "repaired"] as const;

/**
 * I15, over time: what the minutes of a shard sum up to is what it has counted in all, and that is
 * what really happened: every state, and every KV call as KV answered it and its batch reported it.
 */
export function checkCounts({ world, ledger }: Simulation): void {
  for (const store of ledger.stores) {
    for (const broken of brokenSums(store)) world.violate("I15", broken);
  }
  const totals = sumCounts(ledger.stores.map((store) => store.loadShard().book.totals));
  const calls = Object.entries(totals).filter(([name]) => name.startsWith("kv-"));
  const broken = unequal(
    "KV calls",
    Object.fromEntries(calls),
    sumCounts(world.truth.kvCalls.counts()),
  );
  if (broken !== null) world.violate("I15", broken);
}

function brokenSums(store: LedgerStore): readonly string[] {
  const { book, tally } = store.loadShard();
  const minutes = [...store.buckets.between(0, Number.MAX_SAFE_INTEGER), book.minute];
  const today = minutes.filter(({ index }) => dayOfMinute(index) === book.day.index);
  const { totals } = book;
  const states = FINAL_STATES.filter(
    (state) => countOf(totals, state) - countOf(totals, `left-${state}`) !== tally[state],
  );
  return [
    unequal("all minutes", sumOf(minutes), totals),
    unequal("the minutes of the day", sumOf(today), book.day.counts),
    ...states.map((state) => `what entered and left ${state} is not what is in it`),
    ...GROWING.filter((name) => countOf(totals, name) !== tally[name]).map(
      (name) => `${name} is counted ${countOf(totals, name)}, in the tally ${tally[name]}`,
    ),
    latencyCount(totals) === countOf(totals, "applied") ? null : "a latency is missing",
  ].filter((broken) => broken !== null);
}

const sumOf = (periods: readonly Period[]): Counts => sumCounts(periods.map((one) => one.counts));
const dayOfMinute = (minute: number): number => Math.floor(minute / MINUTES_PER_DAY);

function unequal(what: string, found: Counts, expected: Counts): string | null {
  const names = new Set([...Object.keys(found), ...Object.keys(expected)] as CountName[]);
  for (const name of names) {
    const [was, is] = [countOf(expected, name), countOf(found, name)];
    if (was !== is) return `${what}: ${name} is counted ${is} times, truly ${was}`;
  }
  return null;
}
