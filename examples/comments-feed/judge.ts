import { type Criterion, verdictOf } from "../support/example.ts";
import type { Findings, Load } from "./drive.ts";
import type { Way } from "./feed-user.ts";
import { type Figures, figuresOf } from "./figures.ts";

/** A figure of both ways, and what it has to be with Sluice; null where it is only shown. */
type Row = {
  readonly text: string;
  readonly show: (figures: Figures) => string;
  readonly holds: ((figures: Figures) => boolean) | null;
};

/** One every three seconds. */
const MAX_WRITES_IN_A_MINUTE = 20;

export function judge(findings: Readonly<Record<Way, Findings>>, load: Load): readonly Criterion[] {
  const before = figuresOf(findings.before, "before");
  const after = figuresOf(findings.after, "after");
  const criterion = ({ text, show, holds }: Row): Criterion => ({
    text,
    byHand: show(before),
    withSluice: show(after),
    verdict: holds === null ? "shown" : verdictOf(holds(after)),
  });
  return [
    criterion({
      text: "no comment is lost",
      show: ({ lost, comments }) => `${lost} of ${comments} lost`,
      holds: ({ lost, comments }) => lost === 0 && comments === load.comments,
    }),
    {
      text: "comments missing in a list that every writer adds to",
      byHand: `${missingInShared(findings.before)} of ${before.comments}`,
      withSluice: "no such list",
      verdict: "shown",
    },
    ...[...rowsOfList(load), ...ROWS_OF_KV, ...ROWS_OF_BOT, ...ROWS_OF_TIME].map(criterion),
  ];
}

const rowsOfList = (load: Load): readonly Row[] => [
  {
    text: `the list shows the newest ${load.length}`,
    show: ({ listed, wrong }) => `${listed - wrong} of ${listed}`,
    holds: ({ wrong, listed }) => wrong === 0 && listed === load.length,
  },
  {
    text: "its order is that of time and id, whatever came first",
    show: ({ order }) => order,
    holds: ({ order }) => order === "time, then id",
  },
];

const ROWS_OF_KV: readonly Row[] = [
  {
    text: `writes of the list in any minute, at most ${MAX_WRITES_IN_A_MINUTE}`,
    show: ({ mostWritesInAMinute }) => `${mostWritesInAMinute}`,
    holds: ({ mostWritesInAMinute: most }) => most > 0 && most <= MAX_WRITES_IN_A_MINUTE,
  },
  {
    text: "KV refuses no write as too early",
    show: ({ refused }) => `${refused} 429s`,
    holds: ({ refused }) => refused === 0,
  },
  {
    text: "KV reads a minute for the list",
    show: ({ readsPerMinute }) => `${readsPerMinute}`,
    holds: ({ readsPerMinute }) => readsPerMinute === 0,
  },
  {
    text: "KV lists a minute for the list",
    show: ({ listsPerMinute }) => `${listsPerMinute}`,
    holds: ({ listsPerMinute }) => listsPerMinute === 0,
  },
];

const ROWS_OF_BOT: readonly Row[] = [
  {
    text: "what the bot marks as processed shows",
    show: ({ processed, unmarked }) => `${processed - unmarked} of ${processed}`,
    holds: ({ processed, unmarked }) => processed > 0 && unmarked === 0,
  },
  {
    text: "no mark or removal fails",
    show: ({ failures }) => `${failures} fail`,
    holds: ({ failures }) => failures === 0,
  },
  {
    text: "a restarted bot processes nothing again",
    show: ({ again }) => `${again} again`,
    holds: ({ again }) => again === 0,
  },
  {
    text: "removed comments are gone",
    show: ({ removed, stillThere }) => `${removed - stillThere} of ${removed}`,
    holds: ({ removed, stillThere }) => removed > 0 && stillThere === 0,
  },
];

const ROWS_OF_TIME: readonly Row[] = [
  {
    text: "answer to list, median, slowest",
    show: ({ lags }) => secondsText(lags),
    holds: null,
  },
  {
    text: "answer to a writer, median",
    show: ({ answers }) => `${Math.round(middle(answers))} ms`,
    holds: null,
  },
];

/** The first comment was not added to it. */
const missingInShared = ({ posted, shared }: Findings): number => posted.length - 1 - (shared ?? 0);

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const middle = (values: readonly number[]): number =>
  sorted(values)[Math.floor(values.length / 2)] ?? 0;

const secondsText = (values: readonly number[]): string => {
  const seconds = (valueMs: number) => (valueMs / 1_000).toFixed(1);
  return `${seconds(middle(values))} s, ${seconds(Math.max(0, ...values))} s`;
};
