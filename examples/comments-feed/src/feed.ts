import type { Comment } from "./comment.ts";

/** Comments, and a list of the newest that pages and a bot poll. */
export type Feed = {
  post(comment: Comment): Promise<void>;
  /** Marks what the bot has read in the list; false when the comment is not found. */
  process(comment: Comment): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** A JSON array, the newest first. */
  list(): Promise<string>;
};

/** Both ways write one namespace; the keys keep them apart. */
export const PLACES = {
  before: { prefix: "before:comment:", list: "before:recent:comments" },
  after: { prefix: "comment:", list: "recent:comments" },
} as const;

/** The list of the first way of all, which every writer changes itself. */
export const SHARED_LIST = "before:shared:comments";

export const EMPTY_LIST = "[]";
