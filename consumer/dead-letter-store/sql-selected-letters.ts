import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterSelection } from "../../shared/letter-selection.ts";
import { type Condition, keyOfHex, selectedLetters } from "./letter-conditions.ts";
import type { SelectedLetter, SelectedLetters } from "./letter-store.ts";
import { selectionParts } from "./select-letters.ts";

/**
 * What a selection means in SQLite. A letter that comes later, or dies again, gets a higher row than
 * all that were counted: the last of these stays until its piece was read.
 */
export function sqlSelectedLetters(
  sql: SqlStorage,
  selection: LetterSelection,
  access: KeyAccess,
  pieceLetters: number,
): SelectedLetters {
  const parts = selectionParts(selection).map((part) =>
    measure(sql, selectedLetters(part, access)),
  );
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    pieces: pieces(sql, parts, pieceLetters),
  };
}

type Part = { readonly meant: Condition; readonly count: number; readonly lastRow: number | null };

function measure(sql: SqlStorage, meant: Condition): Part {
  const found = sql
    .exec<{ n: number; last: number | null }>(
      `SELECT count(*) AS n, max(rowid) AS last FROM letters WHERE ${meant.sql}`,
      ...meant.parameters,
    )
    .one();
  return { meant, count: found.n, lastRow: found.last };
}

type NameRow = {
  position: number;
  id: string;
  generation: number;
  namespace: string | null;
  key_hex: string | null;
};

function* pieces(
  sql: SqlStorage,
  parts: readonly Part[],
  pieceLetters: number,
): Generator<readonly SelectedLetter[]> {
  for (const { meant, lastRow } of parts) {
    let afterRow = 0;
    while (lastRow !== null && afterRow < lastRow) {
      const rows = sql
        .exec<NameRow>(
          `SELECT rowid AS position, id, generation, namespace, key_hex FROM letters
            WHERE ${meant.sql} AND rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?`,
          ...meant.parameters,
          afterRow,
          lastRow,
          pieceLetters,
        )
        .toArray();
      if (rows.length > 0) yield rows.map(toSelected);
      afterRow = rows.at(-1)?.position ?? lastRow;
    }
  }
}

const toSelected = ({ id, generation, namespace, key_hex }: NameRow): SelectedLetter => ({
  id,
  generation,
  name: namespace === null || key_hex === null ? null : { namespace, key: keyOfHex(key_hex) },
});
