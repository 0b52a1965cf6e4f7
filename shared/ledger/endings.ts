import type { WriteFailure } from "../failure.ts";
import { laterVersion, type Version } from "../version.ts";
import type { OnFailure, WriteIntent } from "../write-intent.ts";
import type { ContentId } from "./content-id.ts";
import { expectReport } from "./count-call.ts";
import type { Candidate } from "./key-state.ts";
import type { Lease } from "./lease.ts";
import { forgetTouch, noteTouchEnd, setTouch } from "./touch.ts";
import {
  change,
  generationOf,
  moveVersion,
  raiseHi,
  setHeld,
  setKept,
  spendPayload,
  type Turn,
  versionState,
} from "./turn.ts";

/** A newer accepted intent exists: final at once, also if that one should fail later. */
export function supersede(turn: Turn, version: Version, hasPayload: boolean): void {
  forgetHeld(turn, version);
  forgetTouch(turn, version);
  moveVersion(turn, version, "superseded");
  forgetDeadMark(turn, version);
  spendPayload(turn, version, hasPayload);
  if (turn.state.hi === version) fallBack(turn);
}

/** The newest that counts after `hi` has ended otherwise: applied, held or under way. */
function fallBack(turn: Turn): void {
  const { done, held, lease } = turn.state;
  // A touch never counts, also while it is the one in flight.
  const leased = lease === null || lease.touchEndsAtMs !== null ? null : lease.version;
  const alive = laterVersion(held?.version ?? null, leased);
  change(turn, { hi: laterVersion(done, alive) });
}

/** A put or delete that counts now: what it outdates gives way, an older touch included. */
export function becomeNewest(turn: Turn, version: Version): void {
  raiseHi(turn, version);
  const { touch, lease } = turn.state;
  if (touch === null || touch.intent.version > version) return;
  // The one in flight gets its state from its own end.
  if (touch.intent.version === lease?.version) setTouch(turn, null);
  else supersede(turn, touch.intent.version, false);
}

/** An older held intent gives way to `version`; a copy of the one in flight only leaves. */
export function supersedeHeldBefore(turn: Turn, version: Version): void {
  const { held, lease } = turn.state;
  if (held === null || held.version >= version) return;
  if (held.version === lease?.version) forgetHeld(turn, held.version);
  else supersede(turn, held.version, held.hasPayload);
}

export function forgetHeld(turn: Turn, version: Version): void {
  if (turn.state.held?.version === version) setHeld(turn, null, null);
}

export function forgetDeadMark(turn: Turn, version: Version): void {
  const dead = turn.state.dead.filter((mark) => mark.version !== version);
  if (dead.length !== turn.state.dead.length) change(turn, { dead });
}

/** Gives a version up without a letter, as its caller has allowed. */
export function drop(turn: Turn, { version, payloadSizeBytes }: Candidate): void {
  forgetTouch(turn, version);
  forgetHeld(turn, version);
  if (turn.state.failures?.version === version) change(turn, { failures: null });
  moveVersion(turn, version, "dropped");
  spendPayload(turn, version, payloadSizeBytes > 0);
  if (turn.state.hi === version) fallBack(turn);
}

/** Dead versions of a key that lie in its row until they are replayed or discarded. */
export const MAX_DEAD_VERSIONS = 1_000;

/** While a key has as many, its newest is tried again instead: a row holds 2 MB, and its shard reads all of it. */
export const mayDie = ({ state }: Turn, { onFailure }: Candidate): boolean =>
  onFailure === "drop" || state.dead.length < MAX_DEAD_VERSIONS;

type Death = {
  readonly candidate: Candidate;
  readonly failure: WriteFailure;
  readonly intent: WriteIntent;
  readonly onFailure: OnFailure;
};

/**
 * Gives a version up: its letter goes to the outbox in the same transaction, and the version before
 * it counts as the newest again.
 */
export function die(turn: Turn, death: Death): "dead" | "dropped" {
  const { version, payloadSizeBytes } = death.candidate;
  const generation = generationOf(turn, death.candidate);
  const counted = countedFailures(turn, version);
  forgetHeld(turn, version);
  forgetTouch(turn, version);
  if (turn.state.failures?.version === version) change(turn, { failures: null });
  if (death.onFailure === "drop") {
    moveVersion(turn, version, "dropped");
    spendPayload(turn, version, payloadSizeBytes > 0);
  } else {
    const mark = {
      version,
      generation,
      failure: death.failure,
      failures: counted.count,
      firstSeenAtMs: counted.firstSeenAtMs,
      lastSeenAtMs: turn.nowMs,
      hasPayload: payloadSizeBytes > 0,
      isTouch: death.candidate.operation === "touch",
    };
    moveVersion(turn, version, "dead");
    forgetDeadMark(turn, version);
    change(turn, { dead: [...turn.state.dead, mark] });
    turn.letters.push({
      kind: "intent",
      intent: { ...death.intent, generation },
      reason: death.failure.reason,
      detail: death.failure.detail,
      failures: mark.failures,
      firstSeenAtMs: mark.firstSeenAtMs,
      lastSeenAtMs: mark.lastSeenAtMs,
    });
  }
  if (turn.state.hi === version) fallBack(turn);
  return death.onFailure === "drop" ? "dropped" : "dead";
}

function countedFailures({ state, nowMs }: Turn, version: Version) {
  const { failures, touch } = state;
  if (touch?.intent.version === version) {
    return { count: touch.failures, firstSeenAtMs: touch.firstFailedAtMs ?? nowMs };
  }
  return failures?.version === version ? failures : { count: 1, firstSeenAtMs: nowMs };
}

/** The doubt that an unknown outcome of a write leaves, on top of what is open already. */
export function addDoubt(turn: Turn, content: ContentId, untilMs: number): void {
  const open = turn.state.doubt;
  const of = open === null || open.of === content ? content : "any";
  change(turn, { doubt: { of, untilMs: Math.max(open?.untilMs ?? 0, untilMs) } });
}

/** No put of the key can land any more that is not the applied one: what was kept for that can go. */
export function endDoubt(turn: Turn): void {
  change(turn, { doubt: null });
  dropKept(turn);
}

export function dropKept(turn: Turn): void {
  const kept = turn.state.kept;
  if (kept === null) return;
  setKept(turn, null, null);
  spendPayload(turn, kept.version, kept.hasPayload);
}

/**
 * A lease that ran out leaves doubt: its put may have landed or still land. Runs first in every
 * rule, so that no rule ever sees an expired lease.
 */
export function expireLease(turn: Turn): void {
  const lease = turn.state.lease;
  if (lease === null || turn.nowMs < lease.untilMs) return;
  change(turn, { lease: null });
  expectReport(turn, lease.token);
  addDoubt(turn, lease.content, lease.untilMs + turn.rules.REPAIR_AFTER_MS);
  noteTouchEnd(turn, lease.touchEndsAtMs);
  supersedeIfOutdated(turn, lease);
}

/** A version in flight gets its state from its own end; older than the newest, that is superseded. */
function supersedeIfOutdated(turn: Turn, lease: Lease): void {
  if (lease.isOutdated && versionState(turn, lease.version) === "pending") {
    supersede(turn, lease.version, lease.hasPayload);
  }
}
