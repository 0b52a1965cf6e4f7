import * as z from "zod/mini";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import { Comment } from "./src/comment.ts";
import { SHARED_LIST } from "./src/feed.ts";

const Page = z.object({
  keys: z.array(z.object({ name: z.string() })),
  cursor: z.exactOptional(z.string()),
});

/** How many comments are in the list that every writer changes. */
export async function sharedCount(sluice: RunningSluice): Promise<number> {
  const path = `/v1/kv/default/${encodeURIComponent(SHARED_LIST)}`;
  const response = await sluice.fetch(path, { headers: { "Cache-Control": "no-cache" } });
  return z.array(Comment).parse(await response.json()).length;
}

/** What comes after the prefix in the names of all keys that KV holds. */
export async function storedIds(
  sluice: RunningSluice,
  prefix: string,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const query = new URLSearchParams({ prefix });
  for (;;) {
    const response = await sluice.fetch(`/v1/kv/default?${query}`);
    const { keys, cursor } = Page.parse(await response.json());
    for (const { name } of keys) ids.add(name.slice(prefix.length));
    if (cursor === undefined) return ids;
    query.set("cursor", cursor);
  }
}
