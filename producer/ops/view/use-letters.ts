import { useEffect, useLayoutEffect, useState } from "preact/hooks";
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
  const [loaded, setLoaded] = useState(NOTHING_LOADED);
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1) ?? null;
  const marker = letterMarker(everything);
  const [retries, setRetries] = useState(0);
  useLayoutEffect(() => {
    setCursors([]);
    setLoaded(NOTHING_LOADED);
  }, [filter]);
  useEffect(() => {
    if (loaded.problem !== null) setRetries((before) => before + 1);
  }, [everything.atMs]);
  // The marker and the retries are among them, since their change asks again.
  useEffect(() => {
    if (marker === null) return;
    let isOutdated = false;
    void load(api, filterQuery(filter, world.now()), cursor, everything.body).then((next) => {
      if (isOutdated) return;
      // What was there before stays beside the reason why it is not newer.
      setLoaded((before) => (next.problem === null ? next : { ...before, problem: next.problem }));
      // The letters of this page are gone: there may be others before it.
      if (cursor !== null && next.page?.deadLetters.length === 0) setCursors([]);
    });
    return () => {
      isOutdated = true;
    };
  }, [api, world, filter, cursor, marker, retries]);
  const further = loaded.page?.cursor;
  return {
    ...loaded,
    pageNumber: cursors.length + 1,
    next: further === undefined ? null : () => setCursors([...cursors, further]),
    previous: cursors.length === 0 ? null : () => setCursors(cursors.slice(0, -1)),
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
