import type { KeyState } from "../../shared/ledger/key-state.ts";
import { appliedTags, isInReach } from "../../shared/ledger/purge.ts";
import type { LedgerStore } from "./ledger-store.ts";

/**
 * Keeps the index of tags at what the key holds now, in the transaction that changes its state. A
 * key without tags costs nothing here.
 */
export function indexTags(
  store: LedgerStore,
  id: string,
  before: KeyState,
  after: KeyState,
  nowMs: number,
): void {
  const [had, has] = [appliedTags(before), appliedTags(after)];
  if (had === has) return;
  store.tags.remove(
    id,
    had.filter((tag) => !has.includes(tag)),
  );
  const added = has.filter((tag) => !had.includes(tag));
  store.tags.add(id, added);
  for (const tag of added) remindPurges(store, id, tag, after, nowMs);
}

/**
 * What was written before a purge and is applied after it has passed by belongs to the purge, too:
 * so "deletes what was written with the tag" does not depend on how long a write waited.
 */
function remindPurges(
  store: LedgerStore,
  id: string,
  tag: string,
  { written }: KeyState,
  nowMs: number,
): void {
  const stamp = written?.stamp ?? null;
  if (stamp === null) return;
  for (const purge of store.purges.withTag(tag, stamp)) {
    const isOlder = stamp < purge.version;
    if (!isOlder || !isInReach(purge, id)) continue;
    store.purges.save({
      ...purge,
      matched: purge.matched + 1,
      isAgain: true,
      finishedAtMs: null,
      dueAtMs: purge.dueAtMs ?? nowMs,
    });
  }
}
