import { statusOfKey } from "../../shared/ledger/status-of-version.ts";
import { FINAL_COUNTERS, openTally } from "../../shared/ledger/tally.ts";
import { MIN_TTL_SECONDS } from "../../shared/limits.ts";
import type { Version } from "../../shared/version.ts";
import { expiresAtMs, type WriteIntent } from "../../shared/write-intent.ts";
import { checkCounts } from "./check-counts.ts";
import { checkReplays } from "./check-replays.ts";
import { checkTags } from "./check-tags.ts";
import { checkView } from "./check-view.ts";
import { haveSameContent } from "./same-content.ts";
import { nameOf } from "./sim-names.ts";
import type { Simulation } from "./simulation.ts";
import {
  isApplied,
  isGivenUp,
  type States,
  touchedEnd,
  visibleVersion,
} from "./visible-version.ts";

/** What has to hold once faults have stopped and nothing is under way. */
export function checkQuiet(simulation: Simulation): void {
  const states = statesOfAll(simulation);
  checkAccounting(simulation, states);
  checkCounts(simulation);
  for (const key of simulation.clients.keys) checkKey(simulation, key, states);
  const { view } = simulation;
  if (view !== null) {
    checkKey(simulation, view.definition.key, states);
    checkView(simulation, view, states);
  }
  checkLetters(simulation, states);
  checkReplays(simulation.world, simulation.deadLetters);
  checkTold(simulation, states);
  checkTags(simulation, states);
}

/** I17: what a client was told of the end of its write is how it ended; only a dead one may go on. */
function checkTold({ world }: Simulation, states: States): void {
  for (const [version, told] of world.truth.told) {
    const state = states.get(version);
    if (told !== "dead" && told !== state) {
      world.violate("I17", `a client was told ${told} of ${version}, which is ${state}`);
    }
  }
}

const noStop = () => null;

function statesOfAll({ world, ledger }: Simulation): States {
  const entries = [...world.truth.queued.values()].map((intent) => {
    const status = statusOfKey(ledger.state(intent), intent.version, world.now(), noStop);
    return [intent.version, status.version?.state ?? "unknown"] as const;
  });
  return new Map(entries);
}

/** I2 and I15: every counter equals what really happened, version by version. */
function checkAccounting({ world, ledger }: Simulation, states: States): void {
  const truth = openTally();
  truth.accepted = states.size;
  for (const [version, state] of states) {
    if (state === "unknown" || state === "pending") {
      const key = world.truth.queued.get(version)?.key ?? null;
      world.violate("I2", `${version} is ${state} though all is quiet`, key);
      return;
    }
    truth[state] += 1;
  }
  const tally = ledger.tally();
  for (const counter of ["accepted", "pending", ...FINAL_COUNTERS] as const) {
    if (tally[counter] !== truth[counter]) {
      world.violate("I15", `${counter} is counted ${tally[counter]}, truly ${truth[counter]}`);
    }
  }
  const held = Object.values(tally.held).reduce((sum, count) => sum + count, 0);
  if (held !== 0) world.violate("I15", `${held} are counted as held, truly none`);
}

/** I1: KV holds the newest accepted intent or, when that is dead or dropped, what was applied before. */
function checkKey(simulation: Simulation, key: string, states: States): void {
  const { world, ledger, kv } = simulation;
  const { queued, started } = world.truth;
  const intents = [...queued.values()].filter((intent) => intent.key === key);
  const versions = intents.filter((intent) => intent.op !== "touch");
  const newest = versions.reduce<WriteIntent | null>(later, null);
  if (newest === null) return;
  if (states.get(newest.version) === "superseded") {
    world.violate("I1", `${newest.version} is superseded by nothing`, key);
    return;
  }
  const applied = versions
    .filter((intent) => isApplied(states.get(intent.version)))
    .reduce<WriteIntent | null>(later, null);
  const { done, hi } = ledger.state(nameOf(key));
  if (hi !== done) world.violate("I5", `${hi} counts as the newest, but ${done} is applied`, key);
  if (done !== null && applied !== null && applied.version !== done && !wasLate(done, states)) {
    world.violate("I1", `done is ${done}, the newest applied is ${applied.version}`, key);
  }
  const found = kv.get(key)?.version ?? null;
  const visible = visibleVersion(done, simulation, states);
  if (found === visible || haveSameContent(world.truth, found, visible)) {
    if (found === visible) checkEnd(simulation, key, states, newest);
    return;
  }
  // While the newest is given up, a put with an unknown outcome may have left its value: the body
  // that was applied before it is not kept, so nothing can be written over it.
  const isNewestGivenUp = isGivenUp(states.get(newest.version));
  if (isNewestGivenUp && found !== null && started.has(found) && !isApplied(states.get(found)))
    return;
  // A delete or an expiry of such a version leaves nothing.
  if (isNewestGivenUp && found === null && intents.some((one) => isDoubtfulDelete(one, states))) {
    return;
  }
  world.violate("I1", `KV holds ${found ?? "nothing"} where ${done} was applied last`, key);
}

const later = (a: WriteIntent | null, b: WriteIntent): WriteIntent =>
  a === null || b.version > a.version ? b : a;

/** A version whose success was reported after it had got another final state. */
const wasLate = (version: Version, states: States): boolean => !isApplied(states.get(version));

const isDoubtfulDelete = (intent: WriteIntent, states: States): boolean =>
  !isApplied(states.get(intent.version)) &&
  (intent.op !== "put" || intent.expiration !== undefined);

/** Clocks of consumers, by which short lives are counted, differ by this. */
const CLOCK_SLACK_MS = 11_000;

/** I19: what KV holds ends when the newest write or touch of the key says. */
function checkEnd(simulation: Simulation, key: string, states: States, newest: WriteIntent): void {
  const { world, ledger, kv } = simulation;
  const stored = kv.get(key);
  const intent = stored === null ? undefined : world.truth.queued.get(stored.version);
  if (stored === null || intent === undefined) return;
  const touches = [...world.truth.queued.values()].filter(
    (one) => one.op === "touch" && one.key === key && one.version > intent.version,
  );
  // What was given up may have had an unknown outcome.
  if (isGivenUp(states.get(newest.version))) return;
  if (touches.some((touch) => isGivenUp(states.get(touch.version)))) return;
  const { touched } = ledger.state(nameOf(key));
  // One that found nothing leaves the end that an earlier one gave: KV lets a value live a minute.
  const earlier = touched?.found === "nothing" ? touches.map(expiresAtMs) : [];
  const ends = [...touchedEnd(intent, touched), ...earlier];
  const earliestMs = stored.startedAtMs + MIN_TTL_SECONDS * 1_000;
  const isRight = ends.some((endMs) => {
    if (endMs === null || stored.expiresAtMs === null) return endMs === stored.expiresAtMs;
    return Math.abs(Math.max(endMs, earliestMs) - stored.expiresAtMs) <= CLOCK_SLACK_MS;
  });
  if (!isRight) {
    world.violate("I19", `${stored.version} ends at ${stored.expiresAtMs}, expected ${ends}`, key);
  }
}

/** I8: the store holds exactly the dead versions, with bodies, and the messages nobody could read. */
function checkLetters(simulation: Simulation, states: States): void {
  const { world, deadLetters, payloads, operator } = simulation;
  const { truth } = world;
  const stored = deadLetters.letters.slice({
    filter: {},
    access: {},
    limit: 100_000,
    after: null,
    maxBytes: Number.POSITIVE_INFINITY,
  }).letters;
  const ids = new Set(stored.map((letter) => letter.id));
  for (const { id, letter } of stored) {
    if (letter.kind === "unreadable") {
      if (!truth.poisonIds.has(letter.messageId)) world.violate("I8", `${id} was never sent`);
      continue;
    }
    if (states.get(letter.intent.version) !== "dead") {
      world.violate("I8", `${id} is stored as dead, but not dead`, letter.intent.key);
    }
    const { value } = letter.intent.op === "put" ? letter.intent : { value: null };
    const hasPayload = value?.kind === "payload" && !truth.spoiled.has(id);
    if (hasPayload && !payloads.versions.includes(id)) {
      world.violate("I10", `the payload of dead letter ${id} is gone`, letter.intent.key);
    }
  }
  for (const [version, state] of states) {
    if (state === "dead" && !ids.has(version)) {
      world.violate("I8", `${version} is dead, but its letter is not stored`);
    }
  }
  for (const id of truth.poisonIds) {
    const isGone = !ids.has(`raw_${id}`) && !operator.discarded.has(`raw_${id}`);
    if (isGone) world.violate("I8", `the unreadable message ${id} is not stored`);
  }
}
