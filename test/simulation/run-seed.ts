import { stateOfVersion } from "../../shared/ledger/known-versions.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import { checkQuiet } from "./check-quiet.ts";
import type { Marks } from "./faults.ts";
import { type Cut, drawScenario } from "./scenario.ts";
import { Simulation } from "./simulation.ts";
import type { TraceEvent, Violation } from "./truth.ts";
import { SIMULATION_START_MS, type World } from "./world.ts";

export type SeedResult = {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly steps: number;
  readonly virtualMs: number;
  readonly writes: number;
  readonly kvWrites: number;
  readonly smallestGapMs: number;
  /** From the last fault until nothing was under way. */
  readonly convergenceMs: number;
  readonly marks: Marks;
  readonly hash: number;
  readonly trace: readonly TraceEvent[];
};

/** Longer than any backoff, any late copy and, when a quota was used up, than the way to midnight. */
const CONVERGENCE_BOUND_MS = 4 * 3_600_000;
const QUOTA_BOUND_MS = MS_PER_DAY + 3_600_000;
/** The smallest budget writes one normal value a day, of each key that waits. */
const BUDGET_BOUND_MS = 60 * MS_PER_DAY;
/** A run takes a few thousand; what is sent round for nothing until midnight takes millions. */
const MOST_STEPS = 200_000;
/** Time for spent payloads to go. */
const CLEAN_UP_MS = 120_000;

/** One run: chaos → heal → quiet → every promise checked. The same seed gives the same run. */
export async function runSeed(seed: number, cut: Cut = {}, isTracing = false): Promise<SeedResult> {
  const scenario = drawScenario(seed, cut);
  const simulation = new Simulation(scenario, isTracing);
  const { world } = simulation;
  const { engine, faults } = world;
  simulation.clients.start();
  simulation.operator.start();
  simulation.view?.start();
  simulation.purgers.start();
  const isBroken = () => hasBroken(world);
  await engine.run(isBroken, SIMULATION_START_MS + scenario.chaosMs);
  faults.heal();
  simulation.operator.askAgain();
  simulation.view?.askAgain();
  const healedMs = world.now();
  await converge(simulation);
  const convergenceMs = world.now() - healedMs;
  if (!isBroken()) checkQuiet(simulation);
  if (!isBroken() && scenario.seed % 2 === 0) await replayAll(simulation);
  if (!isBroken() && scenario.seed % 4 === 0) await forgetAll(simulation);
  markEnds(simulation);
  return {
    seed,
    violation: world.violation,
    steps: engine.steps,
    virtualMs: world.now() - SIMULATION_START_MS,
    writes: world.truth.queued.size,
    kvWrites: simulation.kv.writes,
    smallestGapMs: simulation.kv.smallestGapMs,
    convergenceMs,
    marks: faults.marks,
    hash: world.truth.hash,
    trace: world.truth.trace,
  };
}

function hasBroken(world: World): boolean {
  if (world.engine.steps > MOST_STEPS) world.violate("I12", "work goes round without an end");
  return world.violation !== null;
}

async function converge(simulation: Simulation): Promise<void> {
  const { world } = simulation;
  const hadQuota = (world.faults.marks.get("kv-quota") ?? 0) > 0;
  const { put, delete: deletes } = world.scenario.gate.budgets;
  const budgetMs = put === null && deletes === null ? 0 : BUDGET_BOUND_MS;
  const boundMs = CONVERGENCE_BOUND_MS + (hadQuota ? QUOTA_BOUND_MS : 0) + budgetMs;
  const isOver = () => hasBroken(world) || simulation.isQuiet();
  const end = await world.engine.run(isOver, world.now() + boundMs);
  if (end !== "over") world.violate("I12", describeUnfinished(simulation, end));
}

function describeUnfinished(simulation: Simulation, end: "late" | "empty"): string {
  const { broker, ledger, clients } = simulation;
  const { pending } = ledger.tally();
  for (const [version, intent] of simulation.world.truth.queued) {
    const state = ledger.state(intent);
    if (state.known.entries.includes(`${version}p`)) {
      simulation.world.note(
        "pending",
        intent.key,
        `${version} ${JSON.stringify({ ...state, known: 0 })}`,
      );
    }
  }
  const what = `${pending} pending, ${broker.open} messages, ${clients.open} requests`;
  return end === "late" ? `not quiet in time: ${what}` : `stuck: ${what}`;
}

/** With the cause gone, every letter that no newer write has superseded is applied after all. */
async function replayAll(simulation: Simulation): Promise<void> {
  const { world, deadLetters, ledger } = simulation;
  const spoiled = [...world.truth.spoiled];
  // A touch that is replayed before the dead put whose value KV holds dies once more.
  let replays = 0;
  do {
    void simulation.operator.replayAll();
    await converge(simulation);
    replays += 1;
  } while (replays < 2 && ledger.tally().dead > spoiled.length);
  if (world.violation === null) checkQuiet(simulation);
  const left = ledger.tally().dead - touchesOfGivenUp(simulation);
  if (left > spoiled.length) {
    const letters = deadLetters.letters.count({}, {});
    world.violate("I8", `${left} are dead after a replay without faults (${letters} letters)`);
  }
}

/**
 * A write that was dropped or discarded after an unknown outcome may have left its value, or nothing;
 * while one is dead whose payload is spoiled, an older one may. Nobody can write it again, so a touch of
 * the key never reads what it expects.
 */
function touchesOfGivenUp({ world, ledger }: Simulation): number {
  const { truth } = world;
  const { queued } = truth;
  const isLost = (key: string): boolean =>
    [...queued.values()].some((intent) => {
      if (intent.key !== key || intent.op === "touch") return false;
      const state = stateOfVersion(ledger.state(intent).known, intent.version);
      return state === "dropped" || state === "discarded" || truth.spoiled.has(intent.version);
    });
  const touches = [...queued.values()].filter((intent) => intent.op === "touch");
  return touches.filter(
    (touch) =>
      isLost(touch.key) &&
      ledger.state(touch).dead.some((mark) => mark.version === touch.version && mark.isTouch),
  ).length;
}

/** I14: nothing is kept for ever but dead letters, what they need, and tombstones that are due later. */
async function forgetAll(simulation: Simulation): Promise<void> {
  const { world, ledger, payloads } = simulation;
  const fromMs = world.now();
  await world.engine.run(() => false, fromMs + CLEAN_UP_MS);
  const orphans = payloads.versions.filter((version) => {
    const intent = world.truth.queued.get(version);
    // A view writes once more when a value ends meanwhile.
    if (intent === undefined || intent.acceptedAtMs >= fromMs) return false;
    return !ledger.state(intent).dead.some((mark) => mark.version === version);
  });
  const [orphan] = orphans;
  if (orphan !== undefined) world.violate("I14", `the payload of ${orphan} was never deleted`);
}

function markEnds({ ledger, world }: Simulation): void {
  const tally = ledger.tally();
  const ends = {
    repaired: tally.repaired,
    died: tally.dead,
    dropped: tally.dropped,
    expired: tally.expired,
    unchanged: tally.unchanged,
  };
  for (const [mark, count] of Object.entries(ends)) {
    if (count > 0) world.faults.mark(mark as keyof typeof ends);
  }
}
