import type { AuditEntry, Quota, Replay, ReplayCount } from "../api/answers.ts";
import { counted, formatCount, formatSpan } from "./words.ts";

export const DEFAULT_RATE = 50;
export const MAX_RATE = 1_000;

/** A pace between the limits of the API; null for anything else. */
export function parseRate(text: string): number | null {
  const rate = Number(text);
  return Number.isInteger(rate) && rate >= 1 && rate <= MAX_RATE ? rate : null;
}

/** What a replay will do, one sentence each. */
export function replayPlan(
  count: ReplayCount,
  ratePerSecond: number,
  budget: Quota | null,
): readonly string[] {
  const unreadable = count.matched - count.skipped - count.enqueued;
  return [
    `${counted(count.enqueued, "letter")} will be sent again, in about ${formatSpan((count.enqueued / ratePerSecond) * 1_000)}.`,
    ...(count.skipped === 0
      ? []
      : [
          `${formatCount(count.skipped)} ${count.skipped === 1 ? "is" : "are"} already superseded and will be skipped.`,
        ]),
    ...(unreadable <= 0 ? [] : [`${formatCount(unreadable)} cannot be replayed and stay.`]),
    ...(budget === null || count.enqueued <= budget.left
      ? []
      : [`Today's budget has only ${counted(budget.left, "write")} left: the rest will be held.`]),
  ];
}

export type ReplayView = {
  readonly title: string;
  readonly done: number;
  readonly of: number;
  readonly words: string;
  readonly isOver: boolean;
};

export function replayView(replay: Replay): ReplayView {
  const done = replay.enqueued + replay.skipped;
  const left = Math.max(0, replay.matched - done);
  const rest =
    replay.state === "running"
      ? `; about ${formatSpan((left / replay.ratePerSecond) * 1_000)} to go`
      : left > 0 && replay.state !== "finished"
        ? `; ${formatCount(left)} stay dead letters`
        : "";
  return {
    title: TITLES[replay.state],
    done,
    of: replay.matched,
    words: `${formatCount(done)} of ${formatCount(replay.matched)}: ${formatCount(replay.enqueued)} sent again, ${formatCount(replay.skipped)} skipped${rest}.`,
    isOver: replay.state === "finished" || replay.state === "cancelled",
  };
}

const TITLES: Readonly<Record<Replay["state"], string>> = {
  running: "Replay under way",
  cancelling: "Replay is being cancelled",
  finished: "Replay finished",
  cancelled: "Replay cancelled",
};

/** The replay that runs, whoever started it. */
export const runningReplay = (entries: readonly AuditEntry[]): string | null =>
  entries.find(
    ({ action, outcome }) => action === "replay" && ["running", "cancelling"].includes(outcome),
  )?.replay ?? null;

/** The id at the end of the address that a refused start names. */
export const replayOfLocation = (location: string | null): string | null =>
  location?.split("/").at(-1) ?? null;
