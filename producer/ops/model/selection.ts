import type { DeadLetter } from "../api/answers.ts";
import type { Query } from "../api/api.ts";
import { filterQuery, type LetterFilter } from "./letter-filter.ts";

/** Which of the letters an action means: these, or every one that the filter matches. */
export type Selection =
  | { readonly kind: "some"; readonly ids: readonly string[] }
  | { readonly kind: "matching" };

export const NOTHING: Selection = { kind: "some", ids: [] };

/** One request names no more than this. */
export const MAX_IDS = 1_000;

export const isSelected = (selection: Selection, id: string): boolean =>
  selection.kind === "matching" || selection.ids.includes(id);

/** Leaving out one of all that match begins anew with those of the page. */
export function toggle(selection: Selection, id: string, page: readonly DeadLetter[]): Selection {
  const ids = selection.kind === "matching" ? page.map((letter) => letter.id) : selection.ids;
  const isIn = ids.includes(id);
  return { kind: "some", ids: isIn ? ids.filter((other) => other !== id) : [...ids, id] };
}

export function togglePage(selection: Selection, page: readonly DeadLetter[]): Selection {
  const ids = page.map((letter) => letter.id);
  if (selection.kind === "matching") return NOTHING;
  const isWhole = isPageSelected(selection, page);
  const others = selection.ids.filter((id) => !ids.includes(id));
  return { kind: "some", ids: isWhole ? others : [...others, ...ids] };
}

export const isPageSelected = (selection: Selection, page: readonly DeadLetter[]): boolean =>
  page.length > 0 && page.every(({ id }) => isSelected(selection, id));

export const selectedCount = (selection: Selection, total: number): number =>
  selection.kind === "matching" ? total : selection.ids.length;

/** The same in the words of a request's body. */
export type SelectionBody =
  | { readonly ids: readonly string[] }
  | { readonly filter: Query }
  | { readonly all: true };

export function selectionBody(
  selection: Selection,
  filter: LetterFilter,
  nowMs: number,
): SelectionBody {
  if (selection.kind === "some") return { ids: selection.ids };
  const query = filterQuery(filter, nowMs);
  return Object.keys(query).length === 0 ? { all: true } : { filter: query };
}
