import type { Touched } from "../../shared/ledger/key-state.ts";
import type { VersionState } from "../../shared/ledger/known-versions.ts";
import { type Version, versionTimeMs } from "../../shared/version.ts";
import { expiresAtMs, type WriteIntent } from "../../shared/write-intent.ts";
import { haveSameContent } from "./same-content.ts";
import type { Simulation } from "./simulation.ts";
import type { World } from "./world.ts";

export type States = ReadonlyMap<Version, VersionState | "unknown">;

export const isGivenUp = (state: VersionState | "unknown" | undefined): boolean =>
  state === "dead" || state === "dropped" || state === "discarded";

export const isApplied = (state: VersionState | "unknown" | undefined): boolean =>
  state === "applied" || state === "expired";

/** What a reader has to find once `done` is the last that was applied. */
export function visibleVersion(
  done: Version | null,
  { world, kv, ledger }: Simulation,
  states: States,
): Version | null {
  const intent = done === null ? undefined : world.truth.queued.get(done);
  if (intent === undefined || intent.op !== "put") return null;
  const touch = ledger.state(intent).touched;
  const ends = touchedEnd(intent, touch);
  const isOver =
    states.get(intent.version) === "expired" ||
    hasTouchEnded(world, intent) ||
    ends.some((endMs) => endMs !== null && endMs <= world.now());
  // A value with less than a minute of life left lives a minute from when it is written, which a
  // put with an unknown outcome can be after the delete.
  const found = kv.get(intent.key)?.version ?? null;
  const isStillThere = found !== null && haveSameContent(world.truth, found, intent.version);
  return isOver && !isStillThere ? null : intent.version;
}

/**
 * A touch whose time is over ends what it touched, and a later one finds nothing then. One that was
 * given up or superseded may have been written with an unknown outcome.
 */
export const hasTouchEnded = (
  world: World,
  { key, version }: Pick<WriteIntent, "key" | "version">,
): boolean =>
  [...world.truth.queued.values()].some(
    (one) =>
      one.op === "touch" &&
      one.key === key &&
      one.version > version &&
      one.expiration * 1_000 <= world.now(),
  );

/** When a value may end: by its own expiration, or by that of the newest touch after it. */
export function touchedEnd(intent: WriteIntent, touch: Touched | null): readonly (number | null)[] {
  const ownMs = expiresAtMs(intent);
  if (touch === null || touch.version < intent.version) return [ownMs];
  // Over when it was touched, a value may be in KV yet, since KV lets it live a minute at least. And
  // a touch that found nothing gives its expiration to an older put that comes after it, no other.
  const wasOver = ownMs !== null && ownMs <= versionTimeMs(touch.version);
  const isEither = wasOver || touch.found === "nothing";
  return isEither ? [ownMs, touch.expiresAtMs] : [touch.expiresAtMs];
}
