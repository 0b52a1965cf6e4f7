import { completeState } from "../../shared/ledger/complete-state.ts";
import type { KeyState } from "../../shared/ledger/key-state.ts";

/**
 * Keys that one statement reads. Of few sizes, so that few statements are prepared; the platform binds a
 * hundred parameters at most (https://developers.cloudflare.com/durable-objects/platform/limits/).
 */
const SIZES = [1, 10, 100] as const;
const MOST = 100;

const QUERIES = SIZES.map(
  (size) =>
    `SELECT id, state, known FROM keys WHERE id IN (${Array.from({ length: size }, () => "?")})`,
);

/** The states of those keys that have a row: a statement costs far more than a row that it reads. */
export function loadKeyStates(
  sql: SqlStorage,
  ids: readonly string[],
): ReadonlyMap<string, KeyState> {
  const states = new Map<string, KeyState>();
  for (let at = 0; at < ids.length; at += MOST) {
    for (const row of rowsOf(sql, ids.slice(at, at + MOST))) {
      const state = JSON.parse(row.state);
      const known = { entries: row.known, horizon: state.known };
      states.set(row.id, completeState(state, known));
    }
  }
  return states;
}

type KeyRow = { readonly id: string; readonly state: string; readonly known: string };

function rowsOf(sql: SqlStorage, ids: readonly string[]): readonly KeyRow[] {
  const at = SIZES.findIndex((size) => size >= ids.length);
  const [query, size] = [QUERIES[at], SIZES[at]];
  if (query === undefined || size === undefined) throw new Error(`${ids.length} keys at once`);
  // The last one again where there are fewer: a row is found once, however often it is asked for.
  const parameters = Array.from({ length: size }, (_, n) => ids[Math.min(n, ids.length - 1)] ?? "");
  return sql.exec<KeyRow>(query, ...parameters).toArray();
}
