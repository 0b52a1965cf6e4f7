import type { FinalState } from "../ledger/known-versions.ts";
import type { Version } from "../version.ts";

/**
 * How far a view's document is on its way to KV. `revision` counts changes of the entries; what was
 * sent or applied says of which revision it was made.
 */
export type Writing = {
  readonly revision: number;
  readonly sent: SentDocument | null;
  readonly applied: AppliedDocument | null;
  /** When a document was last about to be sent; null before the first. */
  readonly sentAtMs: number | null;
  /** When KV was last known to hold a new document; null before the first. */
  readonly writtenAtMs: number | null;
  readonly entries: number;
  readonly sizeBytes: number;
};

type SentDocument = {
  readonly version: Version;
  readonly sha256: string;
  readonly revision: number;
  /** The ledger is asked at this time how the write ended. */
  readonly askAtMs: number;
  readonly asked: number;
};

/** What KV holds, as far as the ledger's answer tells. */
type AppliedDocument = {
  readonly sha256: string;
  readonly revision: number;
  readonly version: Version;
};

export type DrawnDocument = {
  readonly sha256: string;
  readonly revision: number;
  readonly entries: number;
  readonly sizeBytes: number;
};

export const initialWriting: Writing = {
  revision: 0,
  sent: null,
  applied: null,
  sentAtMs: null,
  writtenAtMs: null,
  entries: 0,
  sizeBytes: 0,
};

export const afterChange = (writing: Writing): Writing => ({
  ...writing,
  revision: writing.revision + 1,
});

/** When the next document may be drawn; null when nothing has changed since the last one. */
export function drawAtMs(writing: Writing, intervalMs: number): number | null {
  const last = writing.sent ?? writing.applied;
  if (last !== null && last.revision === writing.revision) return null;
  return writing.sentAtMs === null ? 0 : writing.sentAtMs + intervalMs;
}

/** The same content again needs no write. */
export function isWritten({ sent, applied }: Writing, { sha256 }: DrawnDocument): boolean {
  return (sent ?? applied)?.sha256 === sha256;
}

export function afterSameContent(writing: Writing, { revision }: DrawnDocument): Writing {
  const { sent, applied } = writing;
  if (sent !== null) return { ...writing, sent: { ...sent, revision } };
  return applied === null ? writing : { ...writing, applied: { ...applied, revision } };
}

/**
 * Before it is sent, so that a crash does not shorten the time between two writes. From here on nobody
 * knows what KV is going to hold: the message may be in the queue although its reply never comes.
 */
export const beforeSend = (writing: Writing, nowMs: number): Writing => ({
  ...forgetWritten(writing),
  sentAtMs: nowMs,
});

export const afterSend = (
  writing: Writing,
  { sha256, revision, entries, sizeBytes }: DrawnDocument,
  version: Version,
  nowMs: number,
  intervalMs: number,
): Writing => ({
  ...writing,
  sent: { version, sha256, revision, askAtMs: nowMs + intervalMs, asked: 0 },
  entries,
  sizeBytes,
});

const LONGEST_ASK_PAUSE_MS = 60_000;

/**
 * After the ledger said how a document's write has ended. Whatever ended otherwise than applied is
 * drawn and sent again: nobody knows then what KV holds.
 */
export function afterAnswer(
  writing: Writing,
  version: Version,
  state: FinalState | null,
  nowMs: number,
  intervalMs: number,
): Writing {
  const { sent } = writing;
  if (sent === null || sent.version !== version) return writing;
  if (state === null) {
    const pauseMs = Math.min(intervalMs * 2 ** Math.min(sent.asked, 16), LONGEST_ASK_PAUSE_MS);
    return { ...writing, sent: { ...sent, askAtMs: nowMs + pauseMs, asked: sent.asked + 1 } };
  }
  if (state !== "applied") return forgetWritten(writing);
  const { sha256, revision } = sent;
  return { ...writing, sent: null, applied: { sha256, revision, version }, writtenAtMs: nowMs };
}

/** The next document is written even if nothing has changed. */
export const forgetWritten = (writing: Writing): Writing => ({
  ...writing,
  sent: null,
  applied: null,
});
