import type { ViewDefinition } from "./view-setting.ts";

export type ViewDocument = { readonly text: string; readonly entries: number };

/** What a document may hold, and how large a value is in it. */
export type DocumentRoom = {
  readonly maxBytes: number;
  readonly bytesOf: (text: string) => number;
};

/**
 * The JSON document of a view: the values as they were written, in an array. `newest` comes newest
 * first; those that no longer fit are left off at the old end.
 */
export function viewDocument(
  newest: readonly string[],
  { order, limit }: Pick<ViewDefinition, "order" | "limit">,
  { maxBytes, bytesOf }: DocumentRoom,
): ViewDocument {
  const fitting: string[] = [];
  let sizeBytes = BRACKETS_BYTES;
  for (const text of newest.slice(0, limit)) {
    sizeBytes += bytesOf(text) + (fitting.length === 0 ? 0 : COMMA_BYTES);
    if (sizeBytes > maxBytes) break;
    fitting.push(text);
  }
  const inOrder = order === "newest-first" ? fitting : fitting.reverse();
  return { text: `[${inOrder.join(",")}]`, entries: inOrder.length };
}

const BRACKETS_BYTES = 2;
const COMMA_BYTES = 1;
