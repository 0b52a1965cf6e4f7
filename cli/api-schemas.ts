import * as z from "zod/mini";

/**
 * The producer's answers as far as the command line reads them. Members that are not named here are
 * tolerated, so that an older command line understands a newer producer.
 */

export const Receipt = z.object({
  namespace: z.string(),
  key: z.string(),
  op: z.string(),
  version: z.string(),
  acceptedAt: z.string(),
  status: z.literal("accepted"),
});
export type Receipt = z.infer<typeof Receipt>;

export const KeyList = z.object({
  keys: z.array(
    z.object({
      name: z.string(),
      /** Epoch seconds. */
      expiration: z.exactOptional(z.number()),
      metadata: z.exactOptional(z.json()),
    }),
  ),
  list_complete: z.boolean(),
  cursor: z.exactOptional(z.string()),
});
export type KeyList = z.infer<typeof KeyList>;

export const KeyStatus = z.object({
  namespace: z.string(),
  key: z.string(),
  newest: z.nullable(z.object({ version: z.string() })),
  applied: z.nullable(z.object({ version: z.string(), at: z.string() })),
  version: z.exactOptional(z.string()),
  state: z.exactOptional(z.string()),
  heldFor: z.exactOptional(z.string()),
  notBefore: z.exactOptional(z.string()),
  failures: z.exactOptional(z.number()),
});
export type KeyStatus = z.infer<typeof KeyStatus>;

const QueueBacklog = z.object({
  messages: z.number(),
  bytes: z.number(),
  oldestAt: z.exactOptional(z.string()),
});
export type QueueBacklog = z.infer<typeof QueueBacklog>;

export const Backlog = z.object({
  queues: z.object({
    writes: QueueBacklog,
    immediate: QueueBacklog,
    deadLetters: QueueBacklog,
  }),
  pending: z.number(),
  held: z.object({ total: z.number(), byReason: z.record(z.string(), z.number()) }),
  dead: z.number(),
  oldestAgeMs: z.nullable(z.number()),
});
export type Backlog = z.infer<typeof Backlog>;

const Quota = z.object({
  quota: z.string(),
  origin: z.string(),
  limit: z.number(),
  used: z.number(),
  left: z.number(),
  trend: z.string(),
  usedUpAt: z.nullable(z.string()),
  forecast: z.string(),
});
export type Quota = z.infer<typeof Quota>;

export const Usage = z.object({ day: z.string(), resetsAt: z.string(), quotas: z.array(Quota) });
export type Usage = z.infer<typeof Usage>;

const Figures = z.object({
  accepted: z.number(),
  applied: z.number(),
  unchanged: z.number(),
  superseded: z.number(),
  dead: z.number(),
  coalescingRatio: z.nullable(z.number()),
  acceptToApplied: z.object({ p50Ms: z.nullable(z.number()), p99Ms: z.nullable(z.number()) }),
});
export type Figures = z.infer<typeof Figures>;

export const Metrics = z.object({ totals: Figures });
export type Metrics = z.infer<typeof Metrics>;

export const NamespaceState = z.object({
  name: z.string(),
  pause: z.nullable(z.object({ since: z.string(), reason: z.nullable(z.string()) })),
  breaker: z.nullable(z.object({ since: z.string(), until: z.string() })),
  confirmed: z.boolean(),
});
export type NamespaceState = z.infer<typeof NamespaceState>;

const letter = {
  id: z.string(),
  version: z.exactOptional(z.string()),
  namespace: z.exactOptional(z.string()),
  key: z.exactOptional(z.string()),
  op: z.exactOptional(z.string()),
  reason: z.string(),
  detail: z.string(),
  failures: z.number(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  sizeBytes: z.number(),
};

export const DeadLetter = z.object(letter);
export type DeadLetter = z.infer<typeof DeadLetter>;

/** One letter may come with its whole intent or raw body: shown as it comes. */
export const DeadLetterInFull = z.looseObject(letter);
export type DeadLetterInFull = z.infer<typeof DeadLetterInFull>;

export const DeadLetterPage = z.object({
  deadLetters: z.array(DeadLetter),
  total: z.number(),
  cursor: z.exactOptional(z.string()),
});
export type DeadLetterPage = z.infer<typeof DeadLetterPage>;

export const ReplayCount = z.object({
  matched: z.number(),
  skipped: z.number(),
  enqueued: z.number(),
});
export type ReplayCount = z.infer<typeof ReplayCount>;

export const StartedReplay = z.extend(ReplayCount, { id: z.string() });
export type StartedReplay = z.infer<typeof StartedReplay>;

export const Replay = z.extend(StartedReplay, {
  state: z.enum(["running", "finished", "cancelling", "cancelled"]),
});
export type Replay = z.infer<typeof Replay>;

export const PurgeCount = z.object({ tag: z.string(), matched: z.number() });

export const StartedPurge = z.extend(PurgeCount, {
  id: z.string(),
  skipped: z.number(),
  enqueued: z.number(),
});

export const Purge = z.extend(StartedPurge, { state: z.enum(["running", "finished"]) });
export type Purge = z.infer<typeof Purge>;

/** A letter with what it would have written, as it is exported. */
const LetterWithContent = z.looseObject({ ...letter, content: z.looseObject({}) });

export const LetterWithContentPage = z.object({
  deadLetters: z.array(LetterWithContent),
  total: z.number(),
  cursor: z.exactOptional(z.string()),
});

export const DiscardCount = z.object({ matched: z.number(), discarded: z.number() });
export type DiscardCount = z.infer<typeof DiscardCount>;

export const SentReceipts = z.object({ receipts: z.array(z.object({ status: z.string() })) });
const FieldError = z.object({
  pointer: z.exactOptional(z.string()),
  header: z.exactOptional(z.string()),
  parameter: z.exactOptional(z.string()),
  detail: z.exactOptional(z.string()),
});
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457; every member may be missing when something between us and the producer answered. */
export const Problem = z.object({
  type: z.exactOptional(z.string()),
  title: z.exactOptional(z.string()),
  detail: z.exactOptional(z.string()),
  errors: z.exactOptional(z.array(FieldError)),
});
export type Problem = z.infer<typeof Problem>;
