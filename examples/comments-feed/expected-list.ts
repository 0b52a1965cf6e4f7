import { compareUtf8 } from "../../test/support/compare-utf8.ts";
import type { Comment } from "./src/comment.ts";

type Known = { readonly comment: Comment };
type Changed = { readonly processed: ReadonlySet<string>; readonly removed: ReadonlySet<string> };

/** What follows from the answers of the Worker alone: the newest first, of one time the larger id. */
export function expectedList(
  posted: readonly Known[],
  { processed, removed }: Changed,
  length: number,
): readonly Comment[] {
  return posted
    .filter(({ comment }) => !removed.has(comment.id))
    .map(({ comment }) => ({ ...comment, processed: processed.has(comment.id) }))
    .toSorted(newestFirst)
    .slice(0, length);
}

const newestFirst = (a: Comment, b: Comment): number =>
  b.timestamp - a.timestamp || compareUtf8(b.id, a.id);

/** What a list is sorted by. */
export function orderOf(shown: readonly Comment[]): "time, then id" | "time" | "none" {
  const inOrder = (compare: (a: Comment, b: Comment) => number) =>
    shown.every((comment, at) => compare(shown[at - 1] ?? comment, comment) <= 0);
  if (inOrder(newestFirst)) return "time, then id";
  return inOrder((a, b) => b.timestamp - a.timestamp) ? "time" : "none";
}

export const isSameSet = (a: readonly Comment[], b: readonly Comment[]): boolean =>
  a.length === b.length && missing(a, b) === 0;

/** How many of the expected are not shown as they are expected. */
export function missing(shown: readonly Comment[], expected: readonly Comment[]): number {
  const texts = new Set(shown.map(textOf));
  return expected.filter((comment) => !texts.has(textOf(comment))).length;
}

const textOf = ({ id, timestamp, text, processed }: Comment): string =>
  JSON.stringify([id, timestamp, text, processed]);
