import type { LetterSelection } from "../../shared/letter-selection.ts";

/** Ids of one query: they travel as one parameter, which holds 2 MB at the most. */
const MAX_IDS = 1_000;

/** A selection in parts that a query takes; each letter is meant by one of them only. */
export function selectionParts(selection: LetterSelection): readonly LetterSelection[] {
  if (selection.kind === "filter") return [selection];
  const ids = [...new Set(selection.ids)];
  const starts = Array.from(
    { length: Math.ceil(ids.length / MAX_IDS) },
    (_, part) => part * MAX_IDS,
  );
  return starts.map((start) => ({ kind: "ids", ids: ids.slice(start, start + MAX_IDS) }));
}
