import { MS_PER_DAY, QUEUE_OPERATIONS_PER_MESSAGE } from "../../shared/limits.ts";
import { checkQuiet } from "../../test/simulation/check-quiet.ts";
import { CALM } from "../../test/simulation/gate-scenario.ts";
import { openProducer } from "../../test/simulation/open-producer.ts";
import { drawScenario } from "../../test/simulation/scenario.ts";
import { Simulation } from "../../test/simulation/simulation.ts";
import { aPutDraft } from "../../test/support/a-put-draft.ts";
import type { PlannedWrite } from "./trading-day.ts";

export type VirtualDays = {
  readonly accepted: number;
  readonly refused: number;
  /** KV puts of each UTC day. */
  readonly writes: readonly number[];
  readonly queueOperations: readonly number[];
  /** What waits for the next day at the end of each. */
  readonly held: readonly number[];
  /** Minutes after each midnight until nothing waits for the budget any more; null when it never was so. */
  readonly releasedMinutes: readonly (number | null)[];
  readonly keys: number;
  /** Keys that do not hold their newest value in the end. */
  readonly stale: number;
  /** Urgent writes, and how many of them KV had a minute later. */
  readonly urgent: number;
  readonly urgentInTime: number;
  /** The first promise of the simulator that was broken. */
  readonly violation: string | null;
};

export type VirtualSettings = { readonly paceMs: number; readonly budget: number };

const SEED = 1;
const MINUTE_MS = 60_000;

/**
 * The plan on virtual time: producer, queues, consumer, ledger and gate with their own code, over a
 * queue that delays and mixes up, and a KV that counts. Nothing fails on purpose.
 */
export async function virtualDays(
  plan: readonly PlannedWrite[],
  settings: VirtualSettings,
): Promise<VirtualDays> {
  const simulation = openSimulation(settings);
  const { world, kv } = simulation;
  const { engine } = world;
  const firstDayMs = Math.ceil(world.now() / MS_PER_DAY) * MS_PER_DAY;
  const days = 1 + Math.floor(Math.max(...plan.map(({ atMs }) => atMs)) / MS_PER_DAY);
  const producer = openProducer(simulation, 0);
  let accepted = 0;
  let urgentInTime = 0;
  for (const write of plan) {
    const { key, priority } = write;
    engine.at(firstDayMs + write.atMs, () => {
      void producer.accept(aPutDraft({ key, priority }), write.value, null).then((version) => {
        accepted += version === null ? 0 : 1;
      });
    });
    if (write.priority === "normal") continue;
    engine.at(firstDayMs + write.atMs + MINUTE_MS, () => {
      urgentInTime += kv.get(write.key)?.value === write.value ? 1 : 0;
    });
  }
  const { ends, released } = noteDays(simulation, firstDayMs, days);
  await engine.run(() => false, firstDayMs + days * MS_PER_DAY);
  await engine.run(() => simulation.isQuiet(), firstDayMs + (days + 1) * MS_PER_DAY);
  checkQuiet(simulation);
  return {
    accepted,
    refused: plan.length - accepted,
    writes: perDay(ends.map(({ writes }) => writes)),
    queueOperations: perDay(ends.map(({ sent }) => sent * QUEUE_OPERATIONS_PER_MESSAGE)),
    held: ends.map((end) => end.held),
    releasedMinutes: released,
    ...compare(simulation, plan),
    urgent: plan.filter(({ priority }) => priority === "immediate").length,
    urgentInTime,
    violation: world.violation?.message ?? null,
  };
}

/** What is counted at the end of each day, and the first minute of it in which nothing is held. */
function noteDays({ world, kv, broker, ledger }: Simulation, firstDayMs: number, days: number) {
  const held = () => ledger.tally().held.quota ?? 0;
  const ends: { writes: number; sent: number; held: number }[] = [];
  const released: (number | null)[] = Array.from({ length: days }, () => null);
  for (let day = 0; day < days; day++) {
    world.engine.at(firstDayMs + (day + 1) * MS_PER_DAY, () => {
      ends.push({ writes: kv.writes, sent: broker.sent, held: held() });
    });
    for (let minute = 1; minute < MS_PER_DAY / MINUTE_MS; minute++) {
      world.engine.at(firstDayMs + day * MS_PER_DAY + minute * MINUTE_MS, () => {
        if (held() === 0) released[day] ??= minute;
      });
    }
  }
  return { ends, released };
}

function openSimulation({ paceMs, budget }: VirtualSettings): Simulation {
  const scenario = {
    ...drawScenario(SEED),
    rates: new Map(),
    gate: { ...CALM, budgets: { put: budget, delete: null } },
    shards: 8,
    consumers: 25,
    batchSize: 100,
    repeatShare: 1,
    viewLimit: 0,
  };
  return new Simulation(scenario, false, { PACE_MS: paceMs, RELEASE_BATCH: 200 });
}

function compare({ kv }: Simulation, plan: readonly PlannedWrite[]) {
  const inOrder = plan.toSorted((a, b) => a.atMs - b.atMs);
  const newest = new Map(inOrder.map(({ key, value }) => [key, value]));
  const stale = [...newest].filter(([key, value]) => kv.get(key)?.value !== value).length;
  return { keys: newest.size, stale };
}

const perDay = (sums: readonly number[]): readonly number[] =>
  sums.map((sum, day) => sum - (sums[day - 1] ?? 0));
