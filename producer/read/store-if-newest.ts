import { keepsOut, valueEntry } from "./edge-entry.ts";
import { type Edge, lookUpEdge, storeAtEdge } from "./look-up-edge.ts";
import type { ReadableValue } from "./readable-value.ts";

/**
 * Stores a value at the edge for `ttlSeconds`. Looks again before it does: a newer write may have
 * been accepted while the value was on its way.
 */
export async function storeIfNewest(
  services: Edge,
  url: string,
  value: ReadableValue,
  ttlSeconds: number,
): Promise<void> {
  const lookup = await lookUpEdge(services, url);
  if (lookup.kind === "closed" || keepsOut(lookup.entry, value.version)) {
    await value.body.cancel();
    return;
  }
  const entry = valueEntry(value, ttlSeconds, services.clock.now());
  const isStored = await storeAtEdge(services, url, entry);
  // What a cache leaves unread holds up every other reader of the same stream.
  if (!isStored && !value.body.locked) await value.body.cancel();
}
