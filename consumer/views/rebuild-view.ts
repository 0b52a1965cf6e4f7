import { entryAfterAbsence, entryAfterListing } from "../../shared/views/compare-with-kv.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { afterChange, forgetWritten } from "../../shared/views/writing.ts";
import type { Left, ListedPage, ViewPorts } from "./view-ports.ts";
import type { Rebuild } from "./view-store.ts";

/** Pages of 1,000 keys that one ring lists. */
const PAGES_PER_RING = 5;

export const freshRebuild = (nowMs: number): Rebuild => ({
  startedAtMs: nowMs,
  cursor: null,
  afterKey: null,
  isListed: false,
});

/** Lists tens of millions of keys: whatever took longer is not getting on. */
const LISTED_WITHIN_MS = 3_600_000;

/**
 * Begins to compare the view with KV. One that is under way goes on, but begins anew when it still lists
 * after so long: KV may no longer take the cursor at which it stands.
 */
export function startRebuild({ store, now }: ViewPorts): void {
  const row = store.load();
  const { rebuild } = row;
  const isUnderWay =
    rebuild !== null && (rebuild.isListed || now() - rebuild.startedAtMs < LISTED_WITHIN_MS);
  if (!isUnderWay) store.save({ ...row, rebuild: freshRebuild(now()) });
}

/** Lists the keys of the view, in their order, and takes out what is not among them. */
export async function listPages(ports: ViewPorts, definition: ViewDefinition): Promise<Left> {
  const { store, values } = ports;
  for (let page = 0; page < PAGES_PER_RING; page++) {
    const { rebuild } = store.load();
    if (rebuild === null || rebuild.isListed) return "drained";
    const { namespace, prefix } = definition;
    const listed = await values.list(namespace, prefix, rebuild.cursor);
    takePage(ports, rebuild, listed);
  }
  return "more";
}

/** Entries that came while the page was on its way have versions and times of their own. */
function takePage({ store, now }: ViewPorts, rebuild: Rebuild, { keys, cursor }: ListedPage): void {
  const lastKey = keys.at(-1)?.key ?? rebuild.afterKey;
  const listed = new Set(keys.map(({ key }) => key));
  store.transaction(() => {
    const row = store.load();
    // Another ring was faster.
    if (row.rebuild?.startedAtMs !== rebuild.startedAtMs) return;
    if (row.rebuild.cursor !== rebuild.cursor || row.rebuild.isListed) return;
    const isEmpty = keys.length === 0 && cursor !== null;
    const known = isEmpty
      ? []
      : store.entriesBetween(rebuild.afterKey, cursor === null ? null : lastKey);
    const absent = known.filter(({ key }) => !listed.has(key));
    const changed = [
      ...keys.map((one) => entryAfterListing(store.entry(one.key), one, now())),
      ...absent.map((entry) => entryAfterAbsence(entry, now())),
    ].filter((entry) => entry !== null);
    for (const entry of changed) store.putEntry(entry);
    const writing = changed.length === 0 ? row.writing : afterChange(row.writing);
    const next = { ...rebuild, cursor, afterKey: lastKey, isListed: cursor === null };
    store.save({ ...row, writing, rebuild: next });
  });
}

/** Done when all that was found missing is read; the document is then written in any case. */
export function finishRebuild({ store, now }: ViewPorts): void {
  const row = store.load();
  const wantedMs = store.earliestWantedMs();
  if (row.rebuild?.isListed !== true || (wantedMs !== null && wantedMs <= now())) return;
  store.save({
    ...row,
    rebuild: null,
    rebuiltAtMs: now(),
    writing: forgetWritten(row.writing),
  });
}
