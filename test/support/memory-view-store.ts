import {
  EMPTY_VIEW,
  type ViewCount,
  type ViewRow,
  type ViewStore,
} from "../../consumer/views/view-store.ts";
import type { LeftOutReason } from "../../shared/views/sort-value.ts";
import type { EntryContent, ViewEntry } from "../../shared/views/view-entry.ts";
import { compareUtf8 } from "./compare-utf8.ts";

type Sorted = ViewEntry & {
  readonly content: Extract<EntryContent, { readonly kind: "shown" | "trimmed" }>;
};

/** A view's store in memory. Entries are replaced, never changed, so a copy of the map undoes. */
export class MemoryViewStore implements ViewStore {
  #entries = new Map<string, ViewEntry>();
  #row: ViewRow = EMPTY_VIEW;

  transaction<T>(run: () => T): T {
    const [entries, row] = [new Map(this.#entries), this.#row];
    try {
      return run();
    } catch (error) {
      this.#entries = entries;
      this.#row = row;
      throw error;
    }
  }

  entry(key: string): ViewEntry | null {
    return this.#entries.get(key) ?? null;
  }

  putEntry(entry: ViewEntry): void {
    this.#entries.set(entry.key, entry);
  }

  entriesBetween(afterKey: string | null, throughKey: string | null): readonly ViewEntry[] {
    return this.all()
      .filter(({ key }) => afterKey === null || compareUtf8(key, afterKey) > 0)
      .filter(({ key }) => throughKey === null || compareUtf8(key, throughKey) <= 0)
      .sort(byKey);
  }

  newest(limit: number): readonly ViewEntry[] {
    return this.#sorted().slice(0, limit);
  }

  trimAfter(kept: number): void {
    const shown = this.#sorted().filter(({ content }) => content.kind === "shown");
    for (const entry of shown.slice(kept)) {
      this.putEntry({ ...entry, content: { kind: "trimmed", sort: entry.content.sort } });
    }
  }

  wanted(nowMs: number, limit: number): readonly ViewEntry[] {
    const dueAtMs = ({ content }: ViewEntry) => (content.kind === "wanted" ? content.dueAtMs : 0);
    return this.all()
      .filter(({ content }) => content.kind === "wanted" && content.dueAtMs <= nowMs)
      .sort((a, b) => dueAtMs(a) - dueAtMs(b) || byKey(a, b))
      .slice(0, limit);
  }

  earliestWantedMs(): number | null {
    return minimum(
      this.all().flatMap(({ content }) => (content.kind === "wanted" ? [content.dueAtMs] : [])),
    );
  }

  ended(nowMs: number, limit: number): readonly ViewEntry[] {
    const endMs = ({ endsAtMs }: ViewEntry) => endsAtMs ?? Number.POSITIVE_INFINITY;
    return this.all()
      .filter((entry) => endMs(entry) <= nowMs)
      .sort((a, b) => endMs(a) - endMs(b) || byKey(a, b))
      .slice(0, limit);
  }

  earliestEndMs(): number | null {
    return minimum(this.all().flatMap(({ endsAtMs }) => endsAtMs ?? []));
  }

  collectGone(beforeMs: number): void {
    for (const { key, content, toldAtMs } of this.all()) {
      if (content.kind === "gone" && toldAtMs < beforeMs) this.#entries.delete(key);
    }
  }

  count(): ViewCount {
    const contents = this.all().map(({ content }) => content);
    const of = (kind: EntryContent["kind"]) => contents.filter((one) => one.kind === kind).length;
    const leftOut = (reason: LeftOutReason) =>
      contents.filter((one) => one.kind === "left-out" && one.reason === reason).length;
    return {
      entries: of("shown") + of("trimmed"),
      wanted: of("wanted"),
      leftOut: {
        "not-json": leftOut("not-json"),
        "no-sort-field": leftOut("no-sort-field"),
        "too-large": leftOut("too-large"),
      },
    };
  }

  deleteEntries(): void {
    this.#entries.clear();
  }

  load(): ViewRow {
    return this.#row;
  }

  save(row: ViewRow): void {
    this.#row = row;
  }

  all(): ViewEntry[] {
    return [...this.#entries.values()];
  }

  #sorted(): Sorted[] {
    return this.all()
      .filter(isSorted)
      .sort((a, b) => b.content.sort - a.content.sort || byKey(b, a));
  }
}

const isSorted = (entry: ViewEntry): entry is Sorted =>
  entry.content.kind === "shown" || entry.content.kind === "trimmed";

const byKey = (a: ViewEntry, b: ViewEntry): number => compareUtf8(a.key, b.key);

const minimum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.min(...values);
