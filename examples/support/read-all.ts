import type { RunningSluice } from "../../test/support/run-sluice.ts";

/** What KV holds of each key in the end, read past every cache; null where it holds nothing. */
export async function readAll(
  sluice: RunningSluice,
  keys: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string | null>> {
  const kept = new Map<string, string | null>();
  for (const key of keys) {
    const path = `/v1/kv/default/${encodeURIComponent(key)}`;
    const response = await sluice.fetch(path, { headers: { "Cache-Control": "no-cache" } });
    const text = await response.text();
    kept.set(key, response.ok ? text : null);
  }
  return kept;
}
