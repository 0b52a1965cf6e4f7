import type { DeadLetter } from "../../shared/dead-letter.ts";
import type { FailureReason } from "../../shared/failure.ts";
import { formatVersion } from "../../shared/version.ts";
import type { Priority, WriteIntent } from "../../shared/write-intent.ts";

/** When the letters of tests were accepted and died, unless a test says otherwise. */
export const LETTER_TIME_MS = 1_800_000_000_000;

/** Who does things at the dead-letter store in tests. */
export const SOMEBODY = { tokenId: "operator", note: null } as const;

export type LetterParts = {
  readonly key?: string;
  readonly namespace?: string;
  readonly generation?: number;
  readonly priority?: Priority;
  readonly text?: string;
  readonly reason?: FailureReason;
  readonly firstSeenAtMs?: number;
  readonly lastSeenAtMs?: number;
};

/** The version of the `number`-th intent of a test: a higher number is newer. */
export const versionOf = (number: number): string =>
  formatVersion({ timeMs: LETTER_TIME_MS, counter: number }, 1);

export function putIntent(number: number, parts: LetterParts = {}): WriteIntent {
  return {
    v: 1,
    namespace: parts.namespace ?? "default",
    key: parts.key ?? `key-${number}`,
    version: versionOf(number),
    generation: parts.generation ?? 0,
    acceptedAtMs: LETTER_TIME_MS,
    priority: parts.priority ?? "normal",
    onFailure: "dead-letter",
    op: "put",
    value: { kind: "text", text: parts.text ?? `value-${number}` },
  };
}

export const deadIntent = (number: number, parts: LetterParts = {}): DeadLetter => ({
  kind: "intent",
  intent: putIntent(number, parts),
  ...evidence(parts),
});

export const unreadable = (messageId: string, parts: LetterParts = {}): DeadLetter => ({
  kind: "unreadable",
  messageId,
  body: "{broken",
  ...evidence({ reason: "unreadable", ...parts }),
});

const evidence = (parts: LetterParts) => ({
  reason: parts.reason ?? "kv_refused",
  detail: "KV PUT failed: 400 Bad Request",
  failures: 1,
  firstSeenAtMs: parts.firstSeenAtMs ?? LETTER_TIME_MS,
  lastSeenAtMs: parts.lastSeenAtMs ?? LETTER_TIME_MS,
});
