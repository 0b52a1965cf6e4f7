import { allowsLetter } from "../../consumer/dead-letter-store/letter-access.ts";
import {
  type LetterRow,
  letterGeneration,
  letterToStore,
} from "../../consumer/dead-letter-store/letter-rule.ts";
import type {
  EndedLetter,
  LetterEnd,
  LetterPosition,
  LetterSlice,
  LetterStore,
  ReplayableLetter,
  ReplayableQuery,
  SelectedLetter,
  SelectedLetters,
  SliceQuery,
} from "../../consumer/dead-letter-store/letter-store.ts";
import { type DeadLetter, deadLetterId, deadLetterSizeBytes } from "../../shared/dead-letter.ts";
import type { ReasonCount, StoredLetter } from "../../shared/dead-letter-store-rpc.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterFilter, LetterSelection } from "../../shared/letter-selection.ts";

type Row = LetterRow & {
  readonly letter: DeadLetter | null;
  readonly endedAtMs: number;
  /** Counts the letters that were stored. */
  readonly position: number;
};

/** The letters of a test or a simulation. Rows are replaced, never changed. */
export class MemoryLetterStore implements LetterStore {
  readonly #rows = new Map<string, Row>();
  #stored = 0;

  put(letters: readonly DeadLetter[]): void {
    for (const arrived of letters) {
      const id = deadLetterId(arrived);
      const letter = letterToStore(this.#rows.get(id) ?? null, arrived);
      if (letter === null) continue;
      const { firstSeenAtMs } = letter;
      const generation = letterGeneration(letter);
      this.#stored += 1;
      const row = { state: "dead", generation, firstSeenAtMs, letter, endedAtMs: 0 } as const;
      this.#rows.set(id, { ...row, position: this.#stored });
    }
  }

  slice(query: SliceQuery): LetterSlice {
    const { after } = query;
    const rest = this.#matching(query.filter, query.access)
      .sort(byTime)
      .reverse()
      .filter((stored) => after === null || byTime(stored, after) < 0);
    let sizeBytes = 0;
    const fits = rest.findIndex((stored, index) => {
      sizeBytes += stored.sizeBytes;
      return index > 0 && (index === query.limit || sizeBytes > query.maxBytes);
    });
    return fits === -1
      ? { letters: rest, hasMore: false }
      : { letters: rest.slice(0, fits), hasMore: true };
  }

  count(filter: LetterFilter, access: KeyAccess): number {
    return this.#matching(filter, access).length;
  }

  get(id: string): StoredLetter | null {
    const letter = this.#rows.get(id)?.letter ?? null;
    return letter === null ? null : { id, letter, sizeBytes: deadLetterSizeBytes(letter) };
  }

  replayable(query: ReplayableQuery): readonly ReplayableLetter[] {
    return this.sendable(query.selection, query.access)
      .filter((letter) => letter.id > query.afterId)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, query.limit);
  }

  /** What a replay of the selection means, oldest first. */
  sendable(selection: LetterSelection, access: KeyAccess): ReplayableLetter[] {
    return this.#meant(selection, access)
      .map(toSelected)
      .flatMap(({ id, generation, name }) => (name === null ? [] : [{ id, generation, ...name }]));
  }

  selected(selection: LetterSelection, access: KeyAccess, pieceLetters: number): SelectedLetters {
    const lastPosition = this.#stored;
    const rest = (after: number) =>
      this.#meant(selection, access)
        .map((stored) => ({ stored, position: this.#rows.get(stored.id)?.position ?? 0 }))
        .filter(({ position }) => position > after && position <= lastPosition)
        .sort((a, b) => a.position - b.position)
        .slice(0, pieceLetters);
    function* pieces() {
      for (let after = 0; after < lastPosition; ) {
        const piece = rest(after);
        if (piece.length > 0) yield piece.map(({ stored }) => toSelected(stored));
        after = piece.at(-1)?.position ?? lastPosition;
      }
    }
    return { count: this.#meant(selection, access).length, pieces: pieces() };
  }

  summary(filter: LetterFilter, access: KeyAccess): readonly ReasonCount[] {
    const matching = this.#matching(filter, access);
    return [...new Set(matching.map(({ letter }) => letter.reason))]
      .map((reason) => {
        const times = matching
          .filter(({ letter }) => letter.reason === reason)
          .map(({ letter }) => letter.lastSeenAtMs);
        const [oldestAtMs, newestAtMs] = [Math.min(...times), Math.max(...times)];
        return { reason, letters: times.length, oldestAtMs, newestAtMs };
      })
      .sort((a, b) => b.letters - a.letters || (a.reason < b.reason ? -1 : 1));
  }

  end(letters: readonly EndedLetter[], state: LetterEnd, nowMs: number): number {
    let endedLetters = 0;
    for (const { id, generation, lastGeneration } of letters) {
      const row = this.#rows.get(id);
      if (row?.state !== "dead") continue;
      if (row.generation < generation || row.generation > lastGeneration) continue;
      const ended = { state, generation: lastGeneration, letter: null, endedAtMs: nowMs };
      this.#rows.set(id, { ...row, ...ended });
      endedLetters += 1;
    }
    return endedLetters;
  }

  collect(beforeMs: number): number {
    const old = [...this.#rows].filter(
      ([, row]) => row.state !== "dead" && row.endedAtMs < beforeMs,
    );
    for (const [id] of old) this.#rows.delete(id);
    return old.length;
  }

  #meant(selection: LetterSelection, access: KeyAccess): StoredLetter[] {
    const filter = selection.kind === "filter" ? selection.filter : {};
    const ids = selection.kind === "ids" ? new Set(selection.ids) : null;
    return this.#matching(filter, access)
      .filter((stored) => ids === null || ids.has(stored.id))
      .sort(byTime);
  }

  #matching(filter: LetterFilter, access: KeyAccess): StoredLetter[] {
    return [...this.#rows.keys()]
      .flatMap((id) => this.get(id) ?? [])
      .filter(({ letter }) => allowsLetter(access, letter) && matches(filter, letter));
  }
}

function toSelected({ id, letter }: StoredLetter): SelectedLetter {
  if (letter.kind !== "intent") return { id, generation: 0, name: null };
  const { generation, namespace, key } = letter.intent;
  return { id, generation, name: { namespace, key } };
}

function matches(filter: LetterFilter, letter: DeadLetter): boolean {
  const name = letter.kind === "intent" ? letter.intent : null;
  const { reason, namespace, keyPrefix, sinceMs, untilMs } = filter;
  return (
    (reason === undefined || letter.reason === reason) &&
    (namespace === undefined || name?.namespace === namespace) &&
    (keyPrefix === undefined || name?.key.startsWith(keyPrefix) === true) &&
    (sinceMs === undefined || letter.lastSeenAtMs >= sinceMs) &&
    (untilMs === undefined || letter.lastSeenAtMs < untilMs)
  );
}

function byTime(a: StoredLetter | LetterPosition, b: StoredLetter | LetterPosition): number {
  const timeOf = (one: StoredLetter | LetterPosition): number =>
    "letter" in one ? one.letter.lastSeenAtMs : one.lastSeenAtMs;
  return timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
