import type { Comment } from "./comment.ts";
import { EMPTY_LIST, type Feed, PLACES, SHARED_LIST } from "./feed.ts";

const { prefix, list } = PLACES.before;

/** Past Sluice: each comment under its key, and a list that `rebuildList` writes. */
export function feedByHand(kv: KVNamespace): Feed {
  const write = (comment: Comment) => kv.put(prefix + comment.id, JSON.stringify(comment));
  return {
    post: write,
    process: async ({ id }) => {
      const comment = await kv.get<Comment>(prefix + id, "json");
      if (comment === null) return false;
      await write({ ...comment, processed: true });
      return true;
    },
    remove: (id) => kv.delete(prefix + id),
    list: async () => (await kv.get(list)) ?? EMPTY_LIST,
  };
}

/** The first way of all: two writers at once lose one, and KV takes a write of this key once a second. */
export async function addToSharedList(kv: KVNamespace, comment: Comment): Promise<void> {
  const comments = (await kv.get<readonly Comment[]>(SHARED_LIST, "json")) ?? [];
  await kv.put(SHARED_LIST, JSON.stringify([comment, ...comments]));
}

/**
 * What a timer does every three seconds. Cron triggers know minutes only, so it has to be a loop in one
 * that sleeps, or the alarm of a Durable Object.
 */
export async function rebuildList(kv: KVNamespace, length: number): Promise<void> {
  // KV lists the smallest names first: the newest are at the end of the last page.
  const names = (await listAll(kv)).slice(-length);
  const comments: Comment[] = [];
  for (const name of names) {
    const comment = await kv.get<Comment>(name, "json");
    if (comment !== null) comments.push(comment);
  }
  comments.sort((a, b) => b.timestamp - a.timestamp);
  await kv.put(list, JSON.stringify(comments));
}

async function listAll(kv: KVNamespace): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: KVNamespaceListResult<unknown> = await kv.list({ prefix, cursor });
    names.push(...page.keys.map(({ name }) => name));
    cursor = page.list_complete ? null : page.cursor;
  } while (cursor !== null);
  return names;
}
