import type { WriteFailure } from "../failure.ts";
import type { GateWord, ShardWord } from "../gate/protocol.ts";
import type { KeyName } from "../key.ts";
import type { Counts } from "../metrics/counts.ts";
import type { MinuteRange } from "../metrics/series.ts";
import type { Version } from "../version.ts";
import type { WriteIntent } from "../write-intent.ts";
import type { AdmitAnswer } from "./admit-answer.ts";
import type { Attention, AttentionQuestion } from "./attention.ts";
import type { BuryAnswer } from "./bury-key.ts";
import type { RequestAnswer, RequestQuestion } from "./idempotency.ts";
import type { Candidate } from "./key-state.ts";
import type { FinalState } from "./known-versions.ts";
import type { PurgeCount, PurgeProgress, PurgeQuestion } from "./purge.ts";
import type { Report, SettleAnswer } from "./report.ts";
import type { ReviveAnswer, VersionEnd } from "./revive-key.ts";
import type { KeyStatus } from "./status-of-version.ts";
import type { Tally } from "./tally.ts";

/**
 * What Workers ask of one ledger shard. Every call is idempotent: asking again after a lost reply
 * changes nothing that the first call did not. Answers come in the order of the questions.
 */
export interface LedgerShardRpc {
  /** One call per batch. `token` names the batch. */
  admit(call: ShardCall<AdmitRequest>): Promise<readonly (readonly AdmitAnswer[])[]>;
  /** One call per batch: what became of everything that was granted or is to be held. */
  settle(call: ShardCall<SettleRequest>): Promise<readonly SettleAnswer[]>;
  /** For messages that came by the platform's dead-letter queue. */
  bury(call: ShardCall<readonly BuryItem[]>): Promise<readonly BuryAnswer[]>;
  /** The letters are in the store: the outbox may forget them. */
  forgetLetters(call: ShardCall<readonly LetterName[]>): Promise<void>;
  /** Before a replay; `peek` only counts. */
  revive(call: ShardCall<ReviveRequest>): Promise<readonly ReviveAnswer[]>;
  discard(call: ShardCall<readonly VersionName[]>): Promise<readonly VersionEnd[]>;
  status(call: ShardCall<StatusRequest>): Promise<KeyStatus>;
  /** For callers that wait: how each version has ended, null while that is open. */
  states(call: ShardCall<readonly VersionName[]>): Promise<readonly (FinalState | null)[]>;
  /** For requests with an Idempotency-Key. */
  request(call: ShardCall<RequestQuestion>): Promise<RequestAnswer>;
  summary(call: ShardCall<null>): Promise<ShardSummary>;
  /** What waits in a way that people may want to know of. */
  attention(call: ShardCall<AttentionQuestion>): Promise<Attention>;
  /** Keys that carry a tag now and that the caller may name. */
  countTagged(call: ShardCall<PurgeCount>): Promise<number>;
  /** Starts a purge, once per id, or says how far it is; null when there is none of that id. */
  purge(call: ShardCall<PurgeQuestion>): Promise<PurgeProgress | null>;
  /** What was counted in ranges of minutes; one range covers a day at the most. */
  metrics(call: ShardCall<readonly MinuteRange[]>): Promise<readonly (readonly Counts[])[]>;
  /** Reads that a producer has counted. Told once: a lost call loses them. */
  countReads(call: ShardCall<Counts>): Promise<void>;
  /** For the daily sweep: which payloads no version needs any more. */
  unneededPayloads(call: ShardCall<readonly VersionName[]>): Promise<readonly Version[]>;
  /** For the daily sweep: deletes rows of keys without news; resolves to how many. */
  collect(call: ShardCall<null>): Promise<number>;
  /** What the gate has to say or to ask (shared/gate/). */
  heedGate(call: ShardCall<GateWord>): Promise<ShardWord>;
}

/** A shard keeps the count of shards that it was made with and refuses another. */
export type ShardCall<T> = { readonly shards: number; readonly body: T };

export type VersionName = KeyName & { readonly version: Version };
export type LetterName = { readonly version: Version; readonly generation: number };

/** The versions of one key that a batch has in hand, newest first. */
export type AdmitItem = KeyName & {
  readonly candidates: readonly Candidate[];
  /** The intent of one of them, to be held in this call if it has to wait: answered `held`, not `hold`. */
  readonly brought?: WriteIntent;
};
export type AdmitRequest = { readonly token: string; readonly items: readonly AdmitItem[] };

export type SettleItem = KeyName & { readonly report: Report };
export type SettleRequest = { readonly token: string; readonly items: readonly SettleItem[] };

export type BuryItem = KeyName & {
  readonly candidate: Candidate;
  readonly intent: WriteIntent;
  readonly failure: WriteFailure;
};

export type ReviveRequest = {
  readonly mode: "peek" | "take";
  readonly items: readonly VersionName[];
};

export type StatusRequest = KeyName & { readonly version: Version | null };

export type ShardSummary = {
  readonly tally: Tally;
  /** When the oldest intent that waits here was accepted. */
  readonly oldestHeldAtMs: number | null;
  /** Since the shard was made. */
  readonly totals: Counts;
  /** On this UTC day. */
  readonly today: Counts;
};

/** The name of a shard's Durable Object. */
export const shardName = (shard: number): string => `shard-${shard}`;
