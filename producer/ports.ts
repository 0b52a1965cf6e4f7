import type { Dice } from "../shared/backoff.ts";
import type { DeadLetterStoreRpc } from "../shared/dead-letter-store-rpc.ts";
import type { GateRpc } from "../shared/gate/protocol.ts";
import type { KeyName } from "../shared/key.ts";
import type { Attention, AttentionQuestion } from "../shared/ledger/attention.ts";
import type { RequestAnswer, RequestQuestion } from "../shared/ledger/idempotency.ts";
import type { FinalState } from "../shared/ledger/known-versions.ts";
import type { ShardSummary, StatusRequest, VersionName } from "../shared/ledger/protocol.ts";
import type { PurgeCount, PurgeProgress, PurgeQuestion } from "../shared/ledger/purge.ts";
import type { KeyStatus } from "../shared/ledger/status-of-version.ts";
import type { Counts } from "../shared/metrics/counts.ts";
import type { MinuteRange } from "../shared/metrics/series.ts";
import type { Clock, IntentQueue } from "../shared/ports.ts";
import type { Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import type { Version } from "../shared/version.ts";
import type { ViewRpc } from "../shared/views/view-rpc.ts";
import type { VersionIssuer } from "./accept/version-issuer.ts";
import type { Token } from "./auth/token.ts";
import type { DiagnosticsGate } from "./diagnostics/diagnostics-gate.ts";
import type { ReportEvent } from "./events.ts";
import type { L1Cache } from "./l1/l1-cache.ts";
import type { PayloadUploads } from "./payload-uploads.ts";
import type { Problem } from "./problems.ts";
import type { MarkPace } from "./read/mark-pace.ts";
import type { ReadCounter } from "./read/read-counter.ts";
import type { Origins } from "./sources/origins.ts";
import type { SourceDesk } from "./sources/source-desk.ts";
import type { WaitBoard } from "./wait/wait-board.ts";

/** What the producer needs of the world. Adapters over bindings lie in `adapters/`. */
export type Services = {
  readonly settings: Settings;
  /** Why there are none, in words for the caller. */
  readonly tokens: Result<readonly Token[], string>;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly digest: Digest;
  readonly versions: VersionIssuer;
  readonly queue: IntentQueue;
  readonly meters: QueueMeters;
  /** Null without the bucket: large values are refused then. */
  readonly payloads: PayloadUploads | null;
  readonly values: ValueReads;
  readonly edge: EdgeCache;
  readonly marks: MarkPace;
  readonly ledger: LedgerReads;
  readonly reads: ReadCounter;
  readonly waits: WaitBoard;
  readonly requests: RequestLedger;
  readonly deadLetters: DeadLetters;
  readonly views: Views;
  readonly purges: PurgeLedger;
  readonly origins: Origins;
  readonly sources: SourceDesk;
  /** Null while it is switched off. */
  readonly l1: L1Cache | null;
  readonly probes: BindingProbes;
  readonly diagnostics: DiagnosticsGate;
  readonly gate: GateControl;
  readonly backlogCap: BacklogCap;
  readonly report: ReportEvent;
};

export interface Digest {
  /** 32 bytes. */
  sha256(bytes: Uint8Array): Promise<Uint8Array>;
  /** Takes the same time wherever the two differ. Both have 32 bytes. */
  areEqual(a: Uint8Array, b: Uint8Array): boolean;
  start(): RunningDigest;
}

/** SHA-256 of bytes that pass by. */
export interface RunningDigest {
  update(chunk: Uint8Array): Promise<void>;
  /** Lower-case hex. Call it once, last. */
  finish(): Promise<string>;
}

export type StoredValue = {
  readonly body: ReadableStream<Uint8Array>;
  /** As stored: with our stamp, or anything when somebody else wrote it. */
  readonly metadata: unknown;
};

export type StoredText = { readonly text: string; readonly metadata: unknown };

export type ListedKey = {
  readonly name: string;
  readonly expiration: number | null;
  readonly metadata: unknown;
};

export type KeyPage = { readonly keys: readonly ListedKey[]; readonly cursor: string | null };

export type ListRequest = {
  readonly namespace: string;
  readonly prefix: string;
  readonly limit: number;
  readonly cursor: string | null;
};

export interface ValueReads {
  get(name: KeyName): Promise<StoredValue | null>;
  /** At most 100 keys; absent ones are null. `too-large`: the values have over 25 MiB together. */
  getMany(
    namespace: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, StoredText | null> | "too-large">;
  list(request: ListRequest): Promise<KeyPage | "bad-cursor">;
}

/** A cache that may be missing or broken: an error says which, and reads go on without it. */
export interface EdgeCache {
  match(url: string): Promise<Result<Response | null, string>>;
  put(url: string, response: Response): Promise<Result<void, string>>;
}

export type QueueMeter = {
  readonly messages: number;
  readonly bytes: number;
  readonly oldestAtMs: number | null;
};

export type QueueMeterName = "writes" | "immediate" | "deadLetters";

export interface QueueMeters {
  read(): Promise<Readonly<Record<QueueMeterName, QueueMeter>>>;
}

/** All shards behind one face. */
export interface LedgerReads {
  status(request: StatusRequest): Promise<KeyStatus>;
  /** How versions of one shard have ended, null while that is open. */
  states(shard: number, names: readonly VersionName[]): Promise<readonly (FinalState | null)[]>;
  summaries(): Promise<readonly ShardSummary[]>;
  /** Of each shard. */
  attention(question: AttentionQuestion): Promise<readonly Attention[]>;
  /** What all shards have counted in ranges of minutes, however long. */
  series(ranges: readonly MinuteRange[]): Promise<readonly (readonly Counts[])[]>;
}

/** What the shards are asked of purges. */
export interface PurgeLedger {
  readonly shards: number;
  count(shard: number, count: PurgeCount): Promise<number>;
  ask(shard: number, question: PurgeQuestion): Promise<PurgeProgress | null>;
}

/** What operators ask of the gate. */
export type GateControl = Pick<GateRpc, "pauseNamespace" | "resumeNamespace" | "states">;

export interface BacklogCap {
  /** Why no new write is taken now; null when it is. */
  refusal(): Promise<Problem | null>;
}

/** Remembers requests with an Idempotency-Key. */
export interface RequestLedger {
  ask(question: RequestQuestion): Promise<RequestAnswer>;
}

export type DeadLetters = Pick<
  DeadLetterStoreRpc,
  | "list"
  | "summary"
  | "get"
  | "discard"
  | "discardMany"
  | "countReplay"
  | "startReplay"
  | "replay"
  | "cancelReplay"
  | "audit"
>;

/** The views of the setting VIEWS, by name. */
export type Views = Pick<ViewRpc, "status" | "rebuild">;

/** One binding at a time, for diagnostics: each call rejects with the binding's own error. */
export interface BindingProbes {
  queue(name: QueueMeterName): Promise<{ readonly messages: number }>;
  shard(index: number): Promise<void>;
  countLetters(): Promise<number>;
  /** A payload as text; null when it is not there. */
  readPayload(version: Version): Promise<string | null>;
}
