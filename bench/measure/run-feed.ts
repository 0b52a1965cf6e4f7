import { FEED_KEY, FEED_LENGTH } from "../baselines/comments-feed.ts";
import type { Contender } from "../contender.ts";
import { commentsFeed } from "../workload.ts";
import { type ContenderRun, runContender } from "./run-contender.ts";
import { CALM } from "./side-by-side.ts";

const MESSAGES_PER_SECOND = 1_000 / 60;

export type FeedRun = {
  /** Of the newest messages, those that the feed does not show at the end. */
  readonly missing: number;
  /** Requests that were answered with an error. */
  readonly refused: number;
  readonly kv: ContenderRun["kv"];
};

/** Sends messages to a contender that keeps a feed of the newest. */
export async function runFeed(contender: Contender, messages: number): Promise<FeedRun> {
  const load = commentsFeed({ name: "feed", writes: messages, perSecond: MESSAGES_PER_SECOND });
  const writes = load.writes.filter(({ key }) => key !== FEED_KEY);
  const run = await runContender(contender, writes, CALM);
  const shown: ReadonlySet<string> = new Set(JSON.parse(run.finalValue(FEED_KEY) ?? "[]"));
  const newest = writes.slice(-FEED_LENGTH);
  return {
    missing: newest.filter(({ key }) => !shown.has(key)).length,
    refused: run.refused.size,
    kv: run.kv,
  };
}
