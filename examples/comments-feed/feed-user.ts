import * as z from "zod/mini";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import { Comment } from "./src/comment.ts";
import type { PLACES } from "./src/feed.ts";

export type Way = keyof typeof PLACES;

/** What writers, pages, the bot and a moderator ask of the Worker, one way or the other. */
export type FeedUser = {
  post(text: string): Promise<Comment>;
  list(): Promise<readonly Comment[]>;
  /** Whether the Worker did it; false also when it did not find the comment. */
  process(comment: Comment): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  /** The timer of the old way; one that fails is made up for by the next. */
  rebuild(): Promise<void>;
  /** What every writer did before there was a timer. */
  addToSharedList(comment: Comment): Promise<void>;
};

const Comments = z.array(Comment);

export function feedUser(sluice: RunningSluice, way: Way): FeedUser {
  const ask = async (
    path: string,
    init: { readonly method: string; readonly body?: string },
    expected: readonly number[],
  ): Promise<{ readonly status: number; readonly text: string }> => {
    const worker = sluice.other("comments-feed");
    const response = await worker.fetch(`http://example.test/${way}${path}`, init);
    const text = await response.text();
    if (expected.includes(response.status)) return { status: response.status, text };
    throw new Error(`${init.method} /${way}${path}: ${response.status} ${text}`);
  };
  return {
    post: async (text) => {
      const body = JSON.stringify({ text });
      return Comment.parse(JSON.parse((await ask("", { method: "POST", body }, [202])).text));
    },
    list: async () => Comments.parse(JSON.parse((await ask("", { method: "GET" }, [200])).text)),
    process: async (comment) => {
      const body = JSON.stringify(comment);
      return (await ask("", { method: "PUT", body }, [202, 404, 500])).status === 202;
    },
    remove: async (id) => {
      return (await ask(`/${id}`, { method: "DELETE" }, [204, 500])).status === 204;
    },
    addToSharedList: async (comment) => {
      const body = JSON.stringify(comment);
      await ask("/shared", { method: "POST", body }, [204, 500]);
    },
    rebuild: async () => void (await ask("/rebuild", { method: "POST" }, [204, 500])),
  };
}
