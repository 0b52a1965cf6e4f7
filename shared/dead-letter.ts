import * as z from "zod/mini";
import { FailureReason } from "./failure.ts";
import { utf8Bytes } from "./key.ts";
import { WriteIntent } from "./write-intent.ts";

const evidence = () => ({
  reason: FailureReason,
  /** Words for the operator; never a value. */
  detail: z.string(),
  /** Counted failures; waiting for one's turn is none. */
  failures: z.int().check(z.nonnegative()),
  firstSeenAtMs: z.int().check(z.nonnegative()),
  lastSeenAtMs: z.int().check(z.nonnegative()),
});

/** A given-up write, kept until it is replayed or discarded. */
export const DeadLetter = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("intent"), intent: WriteIntent, ...evidence() }),
    /** A message that could not be read: it has no version, so its message id names it. */
    z.strictObject({
      kind: z.literal("unreadable"),
      messageId: z.string(),
      body: z.string(),
      ...evidence(),
    }),
  ]),
);
export type DeadLetter = z.infer<typeof DeadLetter>;

/** The id under which a letter is stored: storing it twice stores it once. */
export function deadLetterId(letter: DeadLetter): string {
  return letter.kind === "intent" ? letter.intent.version : `raw_${letter.messageId}`;
}

/** Bytes of what is kept for the operator: the encoded envelope or the raw body. */
export function deadLetterSizeBytes(letter: DeadLetter): number {
  return utf8Bytes(letter.kind === "intent" ? JSON.stringify(letter.intent) : letter.body);
}
