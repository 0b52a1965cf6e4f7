import type { WriteRecord } from "../../test/support/strict-kv/write-report.ts";
import type { Findings } from "./drive.ts";
import { missing, orderOf } from "./expected-list.ts";
import type { Way } from "./feed-user.ts";
import { PLACES } from "./src/feed.ts";

/** What one way of writing the feed came to. */
export type Figures = {
  readonly comments: number;
  /** Accepted, not removed, and not in KV. */
  readonly lost: number;
  readonly listed: number;
  readonly wrong: number;
  readonly order: ReturnType<typeof orderOf>;
  readonly mostWritesInAMinute: number;
  readonly refused: number;
  readonly readsPerMinute: number;
  readonly listsPerMinute: number;
  readonly processed: number;
  readonly unmarked: number;
  readonly failures: number;
  readonly again: number;
  readonly removed: number;
  readonly stillThere: number;
  readonly lags: readonly number[];
  readonly answers: readonly number[];
};

const MINUTE_MS = 60_000;

export function figuresOf(findings: Findings, way: Way): Figures {
  const { posted, reader, expected, stored, elapsedMs, reads, writes } = findings;
  const { prefix, list } = PLACES[way];
  const minutes = elapsedMs / MINUTE_MS;
  const own = writes.filter(({ key }) => key === list);
  const ids = posted.map(({ comment }) => comment.id);
  const byId = new Map(reader.list.map((comment) => [comment.id, comment]));
  const keyReads = sumOf(reads.byKey, (key) => key.startsWith(prefix));
  return {
    comments: ids.length,
    lost: ids.filter((id) => !reader.removed.has(id) && !stored.has(id)).length,
    listed: expected.length,
    wrong: missing(reader.list, expected),
    order: orderOf(reader.list),
    mostWritesInAMinute: mostInAMinute(own.filter(({ landed }) => landed)),
    refused: writes.filter((write) => isOf(write, way) && write.error !== null).length,
    readsPerMinute: Math.round(keyReads / minutes),
    listsPerMinute: Math.round(sumOf(reads.listsByPrefix, (name) => name === prefix) / minutes),
    processed: reader.processed.size,
    unmarked: [...reader.processed].filter((id) => byId.get(id)?.processed === false).length,
    failures: reader.failures,
    again: findings.again,
    removed: reader.removed.size,
    stillThere: [...reader.removed].filter((id) => stored.has(id) || byId.has(id)).length,
    // The first one waited for the beginning of its list.
    lags: posted
      .slice(1)
      .flatMap(({ comment, atMs }) => lagOf(reader.shownAtMs.get(comment.id), atMs)),
    answers: posted.map(({ tookMs }) => tookMs),
  };
}

const isOf = ({ key }: WriteRecord, way: Way): boolean =>
  key === PLACES[way].list || key.startsWith(PLACES[way].prefix);

const lagOf = (shownAtMs: number | undefined, atMs: number): readonly number[] =>
  shownAtMs === undefined ? [] : [Math.max(0, shownAtMs - atMs)];

function mostInAMinute(writes: readonly WriteRecord[]): number {
  const times = writes.map(({ startedAtMs }) => startedAtMs);
  const within = (fromMs: number) =>
    times.filter((timeMs) => timeMs >= fromMs && timeMs < fromMs + MINUTE_MS).length;
  return Math.max(0, ...times.map(within));
}

const sumOf = (
  counts: Readonly<Record<string, number>>,
  isCounted: (name: string) => boolean,
): number =>
  Object.entries(counts).reduce((sum, [name, count]) => sum + (isCounted(name) ? count : 0), 0);
