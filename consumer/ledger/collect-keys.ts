import { keyId } from "../../shared/key.ts";
import type { KeyState } from "../../shared/ledger/key-state.ts";
import { stateOfVersion } from "../../shared/ledger/known-versions.ts";
import type { VersionName } from "../../shared/ledger/protocol.ts";
import { appliedTags } from "../../shared/ledger/purge.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import { type Version, versionTimeMs } from "../../shared/version.ts";
import { forgetOldMinutes } from "./book-keeping.ts";
import type { ShardParts } from "./run-rule.ts";
import { sweepTags } from "./sweep-tags.ts";

/** Rows that one transaction of the daily sweep looks at. */
const COLLECT_PAGE = 500;

/** Deletes the rows of keys that nothing can ask for any more; returns how many. */
export function collectKeys(parts: ShardParts): number {
  const { store, rules, now } = parts;
  forgetOldMinutes(store, now());
  const beforeMs = now() - rules.RETENTION_DAYS * MS_PER_DAY;
  sweepTags(parts);
  store.purges.collect(beforeMs);
  let afterId = "";
  let collected = 0;
  for (;;) {
    const ids = store.untouchedKeys(beforeMs, afterId, COLLECT_PAGE);
    const idle = ids.filter((id) => isIdle(store.loadKey(id)));
    store.transaction(() => {
      for (const id of idle) store.deleteKey(id);
    });
    collected += idle.length;
    const last = ids.at(-1);
    if (last === undefined || ids.length < COLLECT_PAGE) return collected;
    afterId = last;
  }
}

/** A payload is needed while its version is pending, dead or kept for a repair. */
export function unneededPayloads(
  { store, rules, now }: ShardParts,
  items: readonly VersionName[],
): readonly Version[] {
  const nowMs = now();
  return items
    .filter((item) => {
      // What no queue can deliver any more was never sent, or its row is collected.
      const ageMs = nowMs - versionTimeMs(item.version);
      const isOld = ageMs > rules.RETENTION_DAYS * MS_PER_DAY;
      return !needsPayload(store.loadKey(keyId(item)), item.version, isOld);
    })
    .map((item) => item.version);
}

function needsPayload(state: KeyState, version: Version, isOld: boolean): boolean {
  if (state.dead.some((mark) => mark.version === version)) return true;
  if (state.kept?.version === version || state.held?.version === version) return true;
  if (state.lease?.version === version) return true;
  const seen = stateOfVersion(state.known, version);
  if (seen === null) return !isOld;
  return seen === "pending";
}

/** Nothing waits, nothing may still land, nothing is dead or tagged, every version is final. */
function isIdle(state: KeyState): boolean {
  const isPending = state.hi !== null && stateOfVersion(state.known, state.hi) === "pending";
  const isWaiting = state.held !== null || state.kept !== null || state.touch !== null;
  if (appliedTags(state).length > 0) return false;
  return !isWaiting && state.dead.length === 0 && !isPending;
}
