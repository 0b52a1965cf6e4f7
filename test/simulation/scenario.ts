import { FAULTS, type Fault, VIEW_FAULTS } from "./faults.ts";
import { CALM, drawGateScenario, type GateScenario } from "./gate-scenario.ts";
import { Random } from "./random.ts";

/** What one seed does: drawn from the seed, or cut down while a failure is being shrunk. */
export type Scenario = {
  readonly seed: number;
  readonly keys: number;
  readonly writes: number;
  readonly producers: number;
  readonly consumers: number;
  readonly batchSize: number;
  readonly shards: number;
  readonly maxFailures: number;
  readonly maxRetries: number;
  /** Over which the writes are spread. */
  readonly chaosMs: number;
  /** Of the writes: how many bring one of few values; 0 also switches the skipping off. */
  readonly repeatShare: number;
  /** Of the clients: how many wait for the end of their write. */
  readonly waitShare: number;
  /** Of the clients: how many send a request twice with an Idempotency-Key. */
  readonly twiceShare: number;
  /** Of the writes: how many are touches. */
  readonly touchShare: number;
  /** Values that the view of the run shows; 0 is a run without a view. */
  readonly viewLimit: number;
  /** How many turns of the operator cancel the replay that is running, or start a second one. */
  readonly cancelShare: number;
  /** Of the puts: how many carry tags; with any, tags are purged, too. */
  readonly tagShare: number;
  readonly rates: ReadonlyMap<Fault, number>;
  readonly gate: GateScenario;
};

/** What a shrink step changes. */
export type Cut = { readonly writes?: number; readonly without?: readonly Fault[] };

export function drawScenario(seed: number, cut: Cut = {}): Scenario {
  const random = new Random(seed, "scenario");
  const rates = new Map<Fault, number>();
  for (const fault of FAULTS) {
    const isOn = random.chance(0.5);
    const rate = random.logUniform(0.004, 0.25);
    if (isOn && cut.without?.includes(fault) !== true) rates.set(fault, scaled(fault, rate));
  }
  const aim = AIMS.find(() => random.chance(0.12)) ?? NO_AIM;
  for (const [fault, rate] of aim.rates) {
    if (cut.without?.includes(fault) !== true) rates.set(fault, rate);
  }
  const gate = drawGateScenario(seed);
  for (const [fault, rate] of gate.rates) {
    if (cut.without?.includes(fault) !== true) rates.set(fault, rate);
  }
  const writes = random.int(50, 300);
  const keys = random.int(1, 8);
  const scenario = {
    seed,
    keys: Math.max(keys, gate.minKeys),
    writes: cut.writes ?? writes,
    producers: random.int(1, 4),
    consumers: random.int(1, 25),
    batchSize: random.pick([1, 2, 5, 10, 25, 100]),
    shards: overriding(gate.shards, random.int(1, 3)),
    maxFailures: random.int(1, 12),
    maxRetries: aim.maxRetries ?? random.int(1, 6),
    chaosMs: overriding(gate.chaosMs, Math.floor(random.logUniform(2_000, 120_000))),
    rates,
    gate,
    // Half of the seeds aim at what a write finds in KV, the others at what has to be written.
    repeatShare: random.chance(0.5) ? 0.4 : 0,
    waitShare: random.chance(0.3) ? 0.2 : 0,
    twiceShare: random.chance(0.3) ? 0.1 : 0,
    touchShare: random.chance(0.4) ? 0.3 : 0,
  };
  // A touch after a put that lands late, by accident a rare sight.
  if (scenario.touchShare > 0 && random.chance(0.6)) {
    for (const fault of ["kv-error-ghost", "kv-ghost"] as const) {
      if (cut.without?.includes(fault) !== true) rates.set(fault, 0.3);
    }
  }
  // Drawn last, so that what was drawn before keeps its meaning.
  const cancelShare = random.chance(0.4) ? 0.5 : 0;
  // Letters to replay, and sends of which nobody knows whether they arrived.
  if (cancelShare > 0 && random.chance(0.6)) {
    for (const fault of ["kv-refused", "release-reply-lost"] as const) {
      if (cut.without?.includes(fault) !== true) rates.set(fault, 0.5);
    }
  }
  const tagShare = random.chance(0.4) ? 0.6 : 0;
  const viewLimit = gate === CALM ? drawView(random, rates, cut) : 0;
  return { ...scenario, cancelShare, tagShare, viewLimit };
}

function drawView(random: Random, rates: Map<Fault, number>, cut: Cut): number {
  if (!random.chance(0.25)) return 0;
  // What a rebuild reads is often older than what it was told.
  if (random.chance(0.5) && cut.without?.includes("kv-stale-read") !== true) {
    rates.set("kv-stale-read", 0.3);
  }
  for (const fault of VIEW_FAULTS) {
    const isOn = random.chance(0.5);
    const rate = random.logUniform(0.02, 0.4);
    if (isOn && cut.without?.includes(fault) !== true) rates.set(fault, rate);
  }
  return random.int(1, 6);
}

const overriding = (chosen: number | null, drawn: number): number => chosen ?? drawn;

type Aim = {
  readonly rates: readonly (readonly [Fault, number])[];
  readonly maxRetries: number | null;
};

const NO_AIM: Aim = { rates: [], maxRetries: null };

/** Some seeds aim at what chance alone makes rarely: death and replay, and messages that run out. */
const AIMS: readonly Aim[] = [
  {
    rates: [
      ["kv-refused", 0.3],
      ["operator-replay", 0.9],
      ["duplicate-soon", 0.3],
      ["kv-throttled", 0.2],
      ["replay-meets-late-copy", 0.8],
    ],
    maxRetries: null,
  },
  {
    rates: [
      ["consumer-crash", 0.5],
      ["duplicate-soon", 0.3],
      ["ledger-reply-lost", 0.2],
      ["kv-throttled", 0.2],
    ],
    maxRetries: 1,
  },
];

/** Faults that stop much at once are rarer, or nothing else would ever happen. */
function scaled(fault: Fault, rate: number): number {
  if (fault === "kv-quota") return rate / 20;
  if (fault === "ledger-clock-back" || fault === "ledger-clock-forward") return rate / 4;
  return rate;
}
