import { useEffect, useState } from "preact/hooks";
import type { DeadLetterPage, LetterSummary } from "../api/answers.ts";
import type { Api, Refusal } from "../api/api.ts";
import type { Slot } from "../api/live-data.ts";
import type { World } from "../api/world.ts";
import { filterQuery, type LetterFilter } from "../model/letter-filter.ts";
import { letterMarker } from "../model/letter-marker.ts";

export const PAGE_LETTERS = 50;

export type LetterView = {
  readonly page: DeadLetterPage | null;
  readonly summary: LetterSummary | null;
  readonly problem: Refusal | null;
  /** From 1. */
  readonly pageNumber: number;
  readonly next: (() => void) | null;
  readonly previous: (() => void) | null;
};

type Loaded = Pick<LetterView, "page" | "summary" | "problem">;

const NOTHING_LOADED: Loaded = { page: null, summary: null, problem: null };

/** Where in which letters: the cursors of the pages behind, the last of them that of the page itself. */
type Place = { readonly filter: LetterFilter; readonly cursors: readonly string[] };

const FIRST: Place["cursors"] = [];

/**
 * One page of the letters that match. Asks when the summary of all letters has been answered, and
 * again when another answer tells of a change or, after a failure, comes at all. Pages are found by
 * cursors, so those behind are remembered.
 */
export function useLetters(
  api: Api,
  world: World,
  filter: LetterFilter,
  everything: Slot<LetterSummary>,
): LetterView {
  // Both of a filter: with another one they are of no use from the first moment on.
  const [place, setPlace] = useState<Place>({ filter, cursors: FIRST });
  const [latest, setLatest] = useState<Loaded & Place>({ ...place, ...NOTHING_LOADED });
  const cursors = place.filter === filter ? place.cursors : FIRST;
  const loaded = latest.filter === filter ? latest : { ...NOTHING_LOADED, cursors };
  const marker = letterMarker(everything);
  const [retries, setRetries] = useState(0);
  useEffect(() => {
    if (loaded.problem !== null) setRetries((before) => before + 1);
  }, [everything.atMs]);
  // The marker and the retries are among them, since their change asks again.
  useEffect(() => {
    if (marker === null) return;
    let isOutdated = false;
    const cursor = cursors.at(-1) ?? null;
    void load(api, filterQuery(filter, world.now()), cursor, everything.body).then((next) => {
      if (isOutdated) return;
      // What was there before stays beside the reason why it is not newer.
      setLatest((before) =>
        next.problem !== null && before.filter === filter
          ? { ...before, problem: next.problem }
          : { filter, cursors, ...next },
      );
      // The letters of this page are gone: there may be others before it.
      if (cursor !== null && next.page?.deadLetters.length === 0) {
        setPlace({ filter, cursors: FIRST });
      }
    });
    return () => {
      isOutdated = true;
    };
  }, [api, world, filter, cursors, marker, retries]);
  // From the page that is shown: whoever asks twice before the answer comes means the same page.
  const { page, summary, problem, cursors: shown } = loaded;
  const further = page?.cursor;
  const lead = (to: Place["cursors"]) => () => setPlace({ filter, cursors: to });
  return {
    page,
    summary,
    problem,
    pageNumber: shown.length + 1,
    next: further === undefined ? null : lead([...shown, further]),
    previous: shown.length === 0 ? null : lead(shown.slice(0, -1)),
  };
}

async function load(
  api: Api,
  query: Readonly<Record<string, string>>,
  cursor: string | null,
  everything: LetterSummary | null,
): Promise<Loaded> {
  const place = cursor === null ? {} : { cursor };
  const { reason: _reason, ...others } = query;
  const [page, summary] = await Promise.all([
    api.get<DeadLetterPage>("/v1/dead-letters", {
      ...query,
      ...place,
      limit: String(PAGE_LETTERS),
    }),
    Object.keys(others).length === 0 && everything !== null
      ? ({ kind: "answered", body: everything } as const)
      : api.get<LetterSummary>("/v1/dead-letters/summary", others),
  ]);
  if (page.kind !== "answered") return { ...NOTHING_LOADED, problem: page };
  if (summary.kind !== "answered") return { ...NOTHING_LOADED, problem: summary };
  return { page: page.body, summary: summary.body, problem: null };
}
