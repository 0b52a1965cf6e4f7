import pLimit from "p-limit";
import { type KeyName, keyId } from "../../shared/key.ts";
import { MAX_OPEN_CONNECTIONS } from "../../shared/limits.ts";
import { laterVersion, type Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { Services } from "../ports.ts";
import { edgeUrl, markEntry } from "./edge-entry.ts";
import { type Edge, storeAtEdge } from "./look-up-edge.ts";

/**
 * Replaces the local entry of every written key by a mark of its version. Merely dropping it would
 * make reads staler: the next read would refill it with the old value, before the write is applied.
 */
export async function markWrites(
  services: Edge & Pick<Services, "digest">,
  intents: readonly WriteIntent[],
): Promise<void> {
  if (services.settings.EDGE_TTL_SECONDS === 0) return;
  const limit = pLimit(MAX_OPEN_CONNECTIONS);
  await Promise.all(
    newestPerKey(intents).map(({ name, version }) =>
      limit(async () => {
        const url = await edgeUrl(services.digest, name);
        await storeAtEdge(services, url, markEntry(version));
      }),
    ),
  );
}

type Newest = { readonly name: KeyName; readonly version: Version };

function newestPerKey(intents: readonly WriteIntent[]): readonly Newest[] {
  const newest = new Map<string, Newest>();
  for (const { op, namespace, key, version } of intents) {
    // A touch leaves value and stamp as they are, so no entry of them is out of date.
    if (op === "touch") continue;
    const name = { namespace, key };
    const known = newest.get(keyId(name))?.version ?? null;
    newest.set(keyId(name), { name, version: laterVersion(known, version) ?? version });
  }
  return [...newest.values()];
}
