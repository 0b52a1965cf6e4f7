import pLimit from "p-limit";
import { type KeyName, keyId } from "../../shared/key.ts";
import { MAX_OPEN_CONNECTIONS } from "../../shared/limits.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { Services } from "../ports.ts";
import { edgeUrl, markEntry } from "./edge-entry.ts";
import { type Edge, storeAtEdge } from "./look-up-edge.ts";
import type { Mark } from "./mark-pace.ts";

/**
 * Replaces the local entry of every written key by a mark of its version. Merely dropping it would
 * make reads staler: the next read would refill it with the old value, before the write is applied.
 */
export async function markWrites(
  services: MarkServices,
  intents: readonly WriteIntent[],
): Promise<void> {
  if (services.settings.EDGE_TTL_SECONDS === 0) return;
  const limit = pLimit(MAX_OPEN_CONNECTIONS);
  await Promise.all(
    newestPerKey(intents).map(async (newest) => {
      const mark = await takeTurn(services, newest);
      if (mark !== null) await limit(() => putMark(services, newest.name, mark));
    }),
  );
}

type MarkServices = Edge & Pick<Services, "digest" | "marks">;

/** The mark to put once it is time, or null when another request does it. */
async function takeTurn(
  { marks, clock }: MarkServices,
  { name, mark }: Newest,
): Promise<Mark | null> {
  const id = keyId(name);
  const turn = marks.turn(id, mark, clock.now());
  switch (turn.kind) {
    case "now":
      return mark;
    case "covered":
      return null;
    case "later":
      // Nobody can take back a write that was accepted.
      await clock.sleep(turn.delayMs, new AbortController().signal);
      return marks.take(id, mark, clock.now());
  }
}

async function putMark(services: MarkServices, name: KeyName, mark: Mark): Promise<void> {
  const url = await edgeUrl(services.digest, name);
  const isStored = await storeAtEdge(services, url, markEntry(mark));
  if (!isStored) services.marks.forget(keyId(name));
}

type Newest = { readonly name: KeyName; readonly mark: Mark };

function newestPerKey(intents: readonly WriteIntent[]): readonly Newest[] {
  const newest = new Map<string, Newest>();
  for (const { op, namespace, key, version } of intents) {
    // A touch leaves value and stamp as they are, so no entry of them is out of date.
    if (op === "touch") continue;
    const name = { namespace, key };
    const known = newest.get(keyId(name));
    if (known !== undefined && known.mark.version > version) continue;
    newest.set(keyId(name), { name, mark: { version, op } });
  }
  return [...newest.values()];
}
