import { MS_PER_DAY } from "../../shared/limits.ts";
import { GATE_FAULTS, type GateFault } from "./faults.ts";
import { Random } from "./random.ts";

/** A time in which a namespace fails, or throttles, nearly every write. */
export type Storm = {
  readonly kind: "errors" | "throttles";
  readonly namespace: string;
  readonly fromMs: number;
  readonly untilMs: number;
};

/** What a seed does to the gate, drawn beside everything else. */
export type GateScenario = {
  readonly budgets: { readonly put: number | null; readonly delete: number | null };
  /** Puts a day that KV takes from everybody; another writer uses some of them up. */
  readonly platformLimit: number | null;
  readonly storms: readonly Storm[];
  /** How often an operator stops a namespace or lets it go on. */
  readonly pauses: number;
  /** Over which the writes are spread; null leaves what was drawn. */
  readonly chaosMs: number | null;
  readonly minKeys: number;
  readonly shards: number | null;
  readonly rates: readonly (readonly [GateFault, number])[];
};

export const CALM: GateScenario = {
  budgets: { put: null, delete: null },
  platformLimit: null,
  storms: [],
  pauses: 0,
  chaosMs: null,
  minKeys: 1,
  shards: null,
  rates: [],
};

/** Most seeds leave the gate alone; the others spend a budget, stop namespaces or let KV fail. */
export function drawGateScenario(seed: number): GateScenario {
  const random = new Random(seed, "gate");
  const kind = random.next();
  if (kind < 0.8) return CALM;
  const shards = random.pick([1, 2, 3, 8]);
  const calm = { ...CALM, rates: drawRates(random), shards };
  if (kind < 0.9) return { ...calm, ...drawBudget(random) };
  if (kind < 0.96) return { ...calm, ...drawStorms(random) };
  return { ...calm, pauses: random.int(2, 12), minKeys: 6, chaosMs: 120_000 };
}

/**
 * Three midnights, and more keys than a small budget has writes; of the smallest no more than are
 * written before the ledger forgets its versions (RETENTION_DAYS).
 */
function drawBudget(random: Random): Partial<GateScenario> {
  const put = random.pick([2, 10, 30, 50, 50]);
  const budgets = { put, delete: random.chance(0.5) ? random.pick([2, 10]) : null };
  return {
    budgets,
    platformLimit: random.chance(0.4) ? put : null,
    pauses: random.chance(0.2) ? 4 : 0,
    chaosMs: 3 * MS_PER_DAY,
    minKeys: put === 2 || budgets.delete === 2 ? 10 : 30,
  };
}

function drawStorms(random: Random): Partial<GateScenario> {
  const storm = (): Storm => {
    const fromMs = random.int(0, 40_000);
    return {
      kind: random.pick(["errors", "throttles"]),
      namespace: random.pick(["default", "other"]),
      fromMs,
      untilMs: fromMs + random.int(20_000, 120_000),
    };
  };
  return {
    storms: [storm(), storm()],
    pauses: random.chance(0.3) ? 4 : 0,
    chaosMs: 120_000,
    minKeys: 24,
  };
}

const drawRates = (random: Random): GateScenario["rates"] =>
  GATE_FAULTS.flatMap((fault) =>
    random.chance(0.5) ? [[fault, random.logUniform(0.01, 0.3)] as const] : [],
  );
