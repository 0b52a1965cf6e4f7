import type { DeadLetter } from "../../shared/dead-letter.ts";
import { aPut } from "./a-write-intent.ts";
import { NOW_MS } from "./versions.ts";

type IntentLetter = Extract<DeadLetter, { kind: "intent" }>;
type UnreadableLetter = Extract<DeadLetter, { kind: "unreadable" }>;

const evidence = {
  failures: 1,
  firstSeenAtMs: NOW_MS,
  lastSeenAtMs: NOW_MS,
} as const;

/** The letter of a put that KV refused. */
export const aDeadLetter = (fields: Partial<IntentLetter> = {}): IntentLetter => ({
  kind: "intent",
  intent: aPut(),
  reason: "kv_refused",
  detail: "KV PUT failed: 400 Bad Request",
  ...evidence,
  ...fields,
});

/** The letter of a message that is no write intent. */
export const anUnreadableLetter = (fields: Partial<UnreadableLetter> = {}): UnreadableLetter => ({
  kind: "unreadable",
  messageId: "message-1",
  body: '{"v":2}',
  reason: "unreadable",
  detail: "v: expected 1",
  ...evidence,
  ...fields,
});
