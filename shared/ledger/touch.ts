import { count } from "../metrics/counts.ts";
import { laterVersion, type Version, versionTimeMs } from "../version.ts";
import type { CarriedTouch } from "./carried-touch.ts";
import { contentId } from "./content-id.ts";
import {
  type Candidate,
  type KeyState,
  needsRepair,
  type OpenTouch,
  type Touched,
} from "./key-state.ts";
import { change, moveVersion, type Turn } from "./turn.ts";

/** The touch whose expiration counts for a put: the newest one after it that found it alive. */
function touchFor(state: KeyState, { operation, version, expiresAtMs }: Candidate) {
  const { touch, touched, written } = state;
  if (operation !== "put") return null;
  const isLeft = touched !== null && written?.content === contentId(version, touched.version);
  const taken = isLeft || reaches(touched, version, expiresAtMs) ? touched : null;
  const open = touch === null ? null : carriedOf(touch);
  return reaches(open, version, taken === null ? expiresAtMs : taken.expiresAtMs) ? open : taken;
}

/** What had ended when it was touched stays ended. */
const reaches = (touch: CarriedTouch | null, version: Version, endsAtMs: number | null): boolean =>
  touch !== null &&
  touch.version >= version &&
  (endsAtMs === null || endsAtMs > versionTimeMs(touch.version));

const carriedOf = ({ intent }: OpenTouch): CarriedTouch => ({
  version: intent.version,
  expiresAtMs: intent.expiration * 1_000,
});

/** A put with the expiration that counts for it. */
export const touchedCandidate = (state: KeyState, candidate: Candidate): Candidate =>
  carrying(candidate, touchFor(state, candidate));

/** The digest covers the expiration, so it is not that of what carries another one. */
export const carrying = (candidate: Candidate, touch: CarriedTouch | null): Candidate =>
  touch === null
    ? candidate
    : { ...candidate, expiresAtMs: touch.expiresAtMs, digest: null, carried: touch.version };

/** The touch whose expiration the put has instead of its own. */
export const carriedTouch = ({ carried, expiresAtMs }: Candidate): CarriedTouch | null =>
  carried === null || expiresAtMs === null ? null : { version: carried, expiresAtMs };

export const newestTouch = ({ touch, touched }: KeyState): Version | null =>
  laterVersion(touch?.intent.version ?? null, touched?.version ?? null);

/**
 * When an open touch may be written by itself: nothing else of the key is under way or may still
 * land, since what is read then has to be what stays. Null while a held put or a repair will carry it.
 */
export function touchDueMs(state: KeyState): number | null {
  const { touch, held, lease, doubt, notBeforeMs } = state;
  if (touch === null || held !== null || needsRepair(state)) return null;
  const isOwnDoubt = doubt?.of === touchContent(state, touch.intent.version);
  const landedMs = doubt === null || isOwnDoubt ? 0 : doubt.untilMs;
  return Math.max(notBeforeMs, lease?.untilMs ?? 0, touch.notBeforeMs, landedMs);
}

/** What a touch leaves that is written by itself. */
export const touchContent = (state: KeyState, version: Version) =>
  contentId(state.written?.stamp ?? null, version);

export function setTouch(turn: Turn, touch: OpenTouch | null): void {
  const before = turn.state.touch;
  if (before !== null) turn.tally.held[before.reason] -= 1;
  if (touch !== null) turn.tally.held[touch.reason] += 1;
  if (touch !== null && touch.intent.version !== before?.intent.version) {
    count(turn.counts, `held-${touch.reason}`);
  }
  change(turn, { touch });
}

export function forgetTouch(turn: Turn, version: Version): void {
  if (turn.state.touch?.intent.version === version) setTouch(turn, null);
}

/** How a touch took effect: `found` says whether there was a value to touch. */
export function endTouch(
  turn: Turn,
  touch: CarriedTouch,
  as: "applied" | "expired",
  found: Touched["found"],
): void {
  moveVersion(turn, touch.version, as);
  if (found === "nothing") turn.tally.absent += 1;
  noteTouched(turn, touch, found);
  forgetTouch(turn, touch.version);
}

function noteTouched(turn: Turn, touch: CarriedTouch, found: Touched["found"]): void {
  const { touched } = turn.state;
  if (touched !== null && touched.version >= touch.version) return;
  const { version, expiresAtMs } = touch;
  change(turn, { touched: { version, expiresAtMs, atMs: turn.nowMs, found } });
}

/** After a put or delete was applied: the touch that it carried is, too, and one that finds nothing. */
export function settleCarried(turn: Turn, candidate: Candidate, as: "applied" | "expired"): void {
  const { touch, touched, done } = turn.state;
  if (touched !== null && done !== null && touched.version < done) change(turn, { touched: null });
  const carried = carriedTouch(candidate);
  // Superseded while the put was on its way, it took effect all the same.
  if (carried !== null && done === candidate.version) noteTouched(turn, carried, "value");
  if (touch === null) return;
  if (candidate.carried === touch.intent.version) endTouch(turn, carriedOf(touch), as, "value");
  else if (as === "expired" || candidate.operation === "delete") {
    endTouch(turn, carriedOf(touch), "applied", "nothing");
  }
}

/**
 * While nobody knows whether a touch was written, the next one may find the value or, once the end of
 * the first is over, nothing.
 */
export function noteTouchEnd(turn: Turn, expiresAtMs: number | null): void {
  const { written } = turn.state;
  if (written === null || expiresAtMs === null) return;
  const mayEndAtMs = Math.min(written.mayEndAtMs ?? expiresAtMs, expiresAtMs);
  change(turn, { written: { ...written, mayEndAtMs, digest: null } });
}
