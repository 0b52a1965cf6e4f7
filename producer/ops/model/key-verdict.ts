import type { DeadLetter, KeyStatus } from "../api/answers.ts";
import { ago, clockTime, fullTime, parseTime } from "./time.ts";
import { counted } from "./words.ts";

/** What is known of a key: the ledger, KV as this location reads it, and its dead letters. */
export type KeyFacts = {
  readonly status: KeyStatus;
  /** The version stamped in KV; null without a value, "unstamped" for one of another writer. */
  readonly stored: string | null;
  readonly letters: readonly DeadLetter[];
  /** Of very many letters of longer keys, not all were looked at. */
  readonly isEveryLetterSeen: boolean;
};

export type KeyVerdict = {
  readonly kind: "current" | "behind" | "foreign" | "unwritten";
  /** The answer to "is KV current?" */
  readonly answer: string;
  readonly why: string;
};

/** KV may show what was there before for this long: https://developers.cloudflare.com/kv/concepts/how-kv-works/ */
const SPREAD_MS = 60_000;

export function keyVerdict({ status, stored, letters }: KeyFacts, nowMs: number): KeyVerdict {
  const { newest, applied } = status;
  if (newest === null) {
    const why =
      stored === null
        ? "Sluice has not written this key, and KV has no value for it."
        : "Sluice has not written this key as far as it remembers, but KV has a value.";
    return { kind: "unwritten", answer: "Nothing is known of this key", why };
  }
  if (newest.version !== applied?.version) return unapplied(status, letters, nowMs);
  if (stored === "unstamped") {
    const why = "KV holds a value without a version of Sluice: another writer changed the key.";
    return { kind: "foreign", answer: "Another writer was here", why };
  }
  if (stored === null || stored === applied.version) {
    const what =
      stored === null ? "KV has no value: it was deleted, or has expired." : "KV holds it.";
    return {
      kind: "current",
      answer: "Yes, KV is current",
      why: `The newest version was applied ${ago(applied.at, nowMs)}. ${what}`,
    };
  }
  return otherVersion(applied, stored, nowMs);
}

/** A write of the same value leaves the older stamp, and locations of KV lag for a minute. */
function otherVersion(
  applied: { readonly version: string; readonly at: string },
  stored: string,
  nowMs: number,
): KeyVerdict {
  if (nowMs - parseTime(applied.at) < SPREAD_MS) {
    const why = `The newest version was applied ${ago(applied.at, nowMs)}, but this location of KV still shows ${stored}. It may for up to a minute, and longer if the newer write changed nothing.`;
    return { kind: "behind", answer: "Not yet everywhere", why };
  }
  const why = `The newest version was applied ${ago(applied.at, nowMs)}, and KV shows the stamp ${stored}. That is so when the newer write changed nothing.`;
  return { kind: "current", answer: "Yes, as far as can be told", why };
}

function unapplied(
  { newest, state, heldFor, notBefore, failures, applied }: KeyStatus,
  letters: readonly DeadLetter[],
  nowMs: number,
): KeyVerdict {
  const before =
    applied === null
      ? "No version of it was applied yet."
      : `KV has what was applied ${ago(applied.at, nowMs)}.`;
  const verdict = (answer: string, why: string): KeyVerdict => ({
    kind: "behind",
    answer,
    why: `${why} ${before}`,
  });
  if (state === "dead") {
    const letter = letters.find(({ version }) => version === newest?.version);
    const reason = letter === undefined ? "" : ` (${letter.reason})`;
    return verdict(
      "No: the newest write is dead",
      `It is a dead letter${reason}: replay or discard it.`,
    );
  }
  if (state !== "pending") {
    return verdict(`No: the newest write ended ${state ?? "unknown"}`, "It will not be applied.");
  }
  const failed =
    failures === undefined || failures === 0 ? "" : ` after ${counted(failures, "failure")}`;
  if (heldFor === undefined) {
    return verdict(
      "No: the newest write is on its way",
      `It is in a queue or being written${failed}.`,
    );
  }
  const until = notBefore === undefined ? "" : `, not before ${whenOf(notBefore, nowMs)}`;
  return verdict(
    "No: the newest write waits",
    `It is held${failed} (${HOLD_WORDS[heldFor] ?? heldFor})${until}.`,
  );
}

const whenOf = (iso: string, nowMs: number): string =>
  Math.abs(parseTime(iso) - nowMs) < 3_600_000 ? clockTime(parseTime(iso)) : fullTime(iso);

const HOLD_WORDS: Readonly<Record<string, string>> = {
  pace: "pace: one write per key and second",
  backoff: "backoff: KV throttled or failed",
  quota: "quota: the day's writes are used up",
  breaker: "breaker: KV fails, writing has stopped",
  pause: "pause: an operator has stopped the namespace",
};
