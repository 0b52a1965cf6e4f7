import type { SluiceKV } from "../../../producer/index.ts";
import type { Comment } from "./comment.ts";
import { EMPTY_LIST, type Feed, PLACES } from "./feed.ts";

const { prefix, list } = PLACES.after;

/** Through Sluice: writes are writes, and the list is a key that a view keeps. */
export function feedThroughSluice(kv: Service<SluiceKV>): Feed {
  const write = async (comment: Comment): Promise<void> => {
    await kv.put(prefix + comment.id, JSON.stringify(comment));
  };
  return {
    post: write,
    // The bot brings what it has read, so nothing is read again, and nothing can be missing.
    process: async (comment) => {
      await write({ ...comment, processed: true });
      return true;
    },
    remove: async (id) => {
      await kv.delete(prefix + id);
    },
    list: async () => (await kv.get(list)) ?? EMPTY_LIST,
  };
}
