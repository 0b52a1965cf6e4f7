import { setTimeout as sleep } from "node:timers/promises";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import type { ReadReport } from "../../test/support/strict-kv/read-counts.ts";
import type { WriteRecord } from "../../test/support/strict-kv/write-report.ts";
import { every, withinMs } from "../support/again.ts";
import { expectedList, isSameSet } from "./expected-list.ts";
import { FeedReader, MENTION, SPAM } from "./feed-reader.ts";
import { type FeedUser, feedUser, type Way } from "./feed-user.ts";
import type { Comment } from "./src/comment.ts";
import { PLACES } from "./src/feed.ts";
import { sharedCount, storedIds } from "./stored-ids.ts";

export type Load = {
  readonly comments: number;
  /** Over which they are spread. */
  readonly durationMs: number;
  /** Of the list. */
  readonly length: number;
};

export type Posted = {
  readonly comment: Comment;
  /** When its answer came, and how long that took. */
  readonly atMs: number;
  readonly tookMs: number;
};

export type Findings = {
  readonly posted: readonly Posted[];
  readonly reader: FeedReader;
  /** What the list has to show in the end. */
  readonly expected: readonly Comment[];
  /** Comments that a bot would process once more after it was started anew. */
  readonly again: number;
  /** Ids of the comments that KV holds. */
  readonly stored: ReadonlySet<string>;
  /** How many of them the list has to which every writer adds; null for the way without it. */
  readonly shared: number | null;
  readonly elapsedMs: number;
  /** Since the first comment was in the list. */
  readonly reads: ReadReport;
  readonly writes: readonly WriteRecord[];
};

const POLL_MS = 1_000;
const REBUILD_MS = 3_000;
const MENTION_EVERY = 20;
const SPAM_EVERY = 33;
const QUIET_TIMEOUT_MS = 60_000;
/** A comment and its frame, about 250 bytes. */
const TEXT = "one of many in a busy minute ".repeat(5);

/** Both ways at once get the same comments at the same moments. */
export async function drive(
  sluice: RunningSluice,
  load: Load,
): Promise<Readonly<Record<Way, Findings>>> {
  const [before, after] = await Promise.all([
    driveWay(sluice, load, "before"),
    driveWay(sluice, load, "after"),
  ]);
  return { before, after };
}

async function driveWay(sluice: RunningSluice, load: Load, way: Way): Promise<Findings> {
  const user = feedUser(sluice, way);
  const reader = new FeedReader(user);
  const first = await showFirst(user, reader, way);
  const readsBefore = await sluice.strictKv.reads();
  const startedAtMs = performance.now();
  const startedAtEpochMs = Date.now();
  const over = new AbortController();
  const timer = way === "before" ? every(REBUILD_MS, over.signal, user.rebuild) : null;
  const polling = every(POLL_MS, over.signal, () => reader.poll());
  const posted = [first, ...(await postAll(user, load, way))];
  const expected = () => expectedList(posted, reader, load.length);
  await withinMs(QUIET_TIMEOUT_MS, POLL_MS, () => isSameSet(reader.list, expected()));
  over.abort();
  await Promise.all([timer, polling]);
  const { marks } = reader;
  reader.forget();
  await reader.poll();
  const elapsedMs = performance.now() - startedAtMs;
  const reads = await sluice.strictKv.reads();
  const { records } = await sluice.strictKv.report();
  return {
    posted,
    reader,
    expected: expected(),
    again: reader.marks - marks,
    stored: await storedIds(sluice, PLACES[way].prefix),
    shared: way === "before" ? await sharedCount(sluice) : null,
    elapsedMs,
    reads: since(readsBefore, reads),
    writes: records.filter(({ startedAtMs: atMs }) => atMs >= startedAtEpochMs),
  };
}

/** A view begins with a rebuild of what is there: that is not of the load. */
async function showFirst(user: FeedUser, reader: FeedReader, way: Way): Promise<Posted> {
  const posted = await post(user, TEXT);
  if (way === "before") await user.rebuild();
  const isShown = await withinMs(QUIET_TIMEOUT_MS, POLL_MS, async () => {
    await reader.poll();
    return reader.list.length > 0;
  });
  if (!isShown) throw new Error(`the first comment is not in the list "${PLACES[way].list}"`);
  return posted;
}

/** Nobody waits for anybody else's answer, as with real writers. */
async function postAll(
  user: FeedUser,
  { comments, durationMs }: Load,
  way: Way,
): Promise<readonly Posted[]> {
  const startMs = performance.now();
  const posts: Promise<Posted>[] = [];
  const additions: Promise<void>[] = [];
  for (let number = 1; number < comments; number++) {
    const dueMs = startMs + (number * durationMs) / comments;
    await sleep(Math.max(0, dueMs - performance.now()));
    const posted = post(user, textOf(number));
    posts.push(posted);
    if (way === "before") {
      additions.push(posted.then(({ comment }) => user.addToSharedList(comment)));
    }
  }
  await Promise.all(additions);
  return Promise.all(posts);
}

function textOf(number: number): string {
  if (number % MENTION_EVERY === 0) return `${MENTION}${number} ${TEXT}`;
  return number % SPAM_EVERY === 0 ? `${SPAM}${number} ${TEXT}` : `${number} ${TEXT}`;
}

async function post(user: FeedUser, text: string): Promise<Posted> {
  const startedAtMs = performance.now();
  const comment = await user.post(text);
  const atMs = performance.now();
  return { comment, atMs, tookMs: atMs - startedAtMs };
}

function since(before: ReadReport, after: ReadReport): ReadReport {
  const difference = (
    counts: Readonly<Record<string, number>>,
    earlier: Readonly<Record<string, number>>,
  ) =>
    Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [name, count - (earlier[name] ?? 0)]),
    );
  return {
    byKey: difference(after.byKey, before.byKey),
    listsByPrefix: difference(after.listsByPrefix, before.listsByPrefix),
  };
}
