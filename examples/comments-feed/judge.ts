import type { WriteRecord } from "../../test/support/strict-kv/write-report.ts";
import { type Criterion, verdictOf } from "../support/example.ts";
import type { Findings, Load } from "./drive.ts";
import { missing, orderOf } from "./expected-list.ts";
import type { Way } from "./feed-user.ts";
import { PLACES } from "./src/feed.ts";

type Figures = {
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
/** One every three seconds. */
const MAX_WRITES_IN_A_MINUTE = 20;

export function judge(findings: Readonly<Record<Way, Findings>>, load: Load): readonly Criterion[] {
  const before = figuresOf(findings.before, "before");
  const after = figuresOf(findings.after, "after");
  const row = (
    text: string,
    show: (figures: Figures) => string,
    verdict: (figures: Figures) => Criterion["verdict"],
  ): Criterion => ({
    text,
    byHand: show(before),
    withSluice: show(after),
    verdict: verdict(after),
  });
  const met = (holds: (figures: Figures) => boolean) => (figures: Figures) =>
    verdictOf(holds(figures));
  const shown = (): Criterion["verdict"] => "shown";
  return [
    row(
      "no comment is lost",
      ({ lost, comments }) => `${lost} of ${comments} lost`,
      met(({ lost, comments }) => lost === 0 && comments === load.comments),
    ),
    {
      text: "comments missing in a list that every writer adds to",
      byHand: `${missingInShared(findings.before)} of ${before.comments}`,
      withSluice: "no such list",
      verdict: "shown",
    },
    row(
      `the list shows the newest ${load.length}`,
      ({ listed, wrong }) => `${listed - wrong} of ${listed}`,
      met(({ wrong, listed }) => wrong === 0 && listed === load.length),
    ),
    row(
      "its order is that of time and id, whatever came first",
      ({ order }) => order,
      met(({ order }) => order === "time, then id"),
    ),
    row(
      `writes of the list in any minute, at most ${MAX_WRITES_IN_A_MINUTE}`,
      ({ mostWritesInAMinute }) => `${mostWritesInAMinute}`,
      met(({ mostWritesInAMinute: most }) => most > 0 && most <= MAX_WRITES_IN_A_MINUTE),
    ),
    row(
      "KV refuses no write as too early",
      ({ refused }) => `${refused} 429s`,
      met(({ refused }) => refused === 0),
    ),
    row(
      "KV reads a minute for the list",
      ({ readsPerMinute }) => `${readsPerMinute}`,
      met(({ readsPerMinute }) => readsPerMinute === 0),
    ),
    row(
      "KV lists a minute for the list",
      ({ listsPerMinute }) => `${listsPerMinute}`,
      met(({ listsPerMinute }) => listsPerMinute === 0),
    ),
    row(
      "what the bot marks as processed shows",
      ({ processed, unmarked }) => `${processed - unmarked} of ${processed}`,
      met(({ processed, unmarked }) => processed > 0 && unmarked === 0),
    ),
    row(
      "no mark or removal fails",
      ({ failures }) => `${failures} fail`,
      met(({ failures }) => failures === 0),
    ),
    row(
      "a restarted bot processes nothing again",
      ({ again }) => `${again} again`,
      met(({ again }) => again === 0),
    ),
    row(
      "removed comments are gone",
      ({ removed, stillThere }) => `${removed - stillThere} of ${removed}`,
      met(({ removed, stillThere }) => removed > 0 && stillThere === 0),
    ),
    row("answer to list, median, slowest", ({ lags }) => secondsText(lags), shown),
    row("answer to a writer, median", ({ answers }) => `${Math.round(middle(answers))} ms`, shown),
  ];
}

function figuresOf(findings: Findings, way: Way): Figures {
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

/** The first comment was not added to it. */
const missingInShared = ({ posted, shared }: Findings): number => posted.length - 1 - (shared ?? 0);

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

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const middle = (values: readonly number[]): number =>
  sorted(values)[Math.floor(values.length / 2)] ?? 0;

const secondsText = (values: readonly number[]): string => {
  const seconds = (valueMs: number) => (valueMs / 1_000).toFixed(1);
  return `${seconds(middle(values))} s, ${seconds(Math.max(0, ...values))} s`;
};
