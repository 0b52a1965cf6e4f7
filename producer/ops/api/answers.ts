/**
 * The API's answers as far as the page reads them; a test compares these types with the schemas of
 * the routes. The page comes from the same Worker as the answers, so it checks none of them again.
 */

export type Figures = {
  readonly accepted: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly superseded: number;
  readonly dead: number;
  readonly coalescingRatio: number | null;
  readonly acceptToApplied: { readonly p50Ms: number | null; readonly p99Ms: number | null };
};

/** One step of a window. `pending` is what waited when it ended. */
export type Point = Figures & { readonly at: string; readonly pending: number };

export type QueueFigures = {
  readonly messages: number;
  readonly bytes: number;
  readonly oldestAt?: string;
};

export type Backlog = {
  readonly queues: {
    readonly writes: QueueFigures;
    readonly immediate: QueueFigures;
    readonly deadLetters: QueueFigures;
  };
  readonly pending: number;
  readonly held: { readonly total: number; readonly byReason: Readonly<Record<string, number>> };
  readonly dead: number;
  readonly oldestAgeMs: number | null;
};

export const WINDOWS = ["1h", "24h", "7d"] as const;
export type Window = (typeof WINDOWS)[number];

export type Metrics = {
  readonly window: Window;
  readonly stepSeconds: number;
  readonly totals: Figures;
  readonly backlog: Backlog;
  readonly series: readonly Point[];
};

export type Quota = {
  readonly quota: string;
  readonly origin: "free-plan" | "budget";
  readonly limit: number;
  readonly used: number;
  readonly left: number;
  readonly usedUpAt: string | null;
  readonly forecast: string;
};

export type Usage = { readonly resetsAt: string; readonly quotas: readonly Quota[] };

export type NamespaceState = {
  readonly name: string;
  readonly pause: { readonly since: string; readonly reason: string | null } | null;
  readonly breaker: { readonly since: string; readonly until: string } | null;
  readonly confirmed: boolean;
};

export type NamespaceList = { readonly namespaces: readonly NamespaceState[] };

export type DeadLetter = {
  readonly id: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly key?: string;
  readonly op?: string;
  readonly reason: string;
  readonly detail: string;
  readonly failures: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly sizeBytes: number;
};

export type DeadLetterPage = {
  readonly deadLetters: readonly DeadLetter[];
  readonly total: number;
  readonly cursor?: string;
};

export type ReasonCount = {
  readonly reason: string;
  readonly count: number;
  readonly oldestAt: string;
  readonly newestAt: string;
};

export type LetterSummary = { readonly reasons: readonly ReasonCount[]; readonly total: number };

export type ReplayCount = {
  readonly matched: number;
  readonly skipped: number;
  readonly enqueued: number;
};

export type Replay = ReplayCount & {
  readonly id: string;
  readonly state: "running" | "finished" | "cancelling" | "cancelled";
  readonly ratePerSecond: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
};

export type DiscardCount = { readonly matched: number; readonly discarded: number };

export type AuditEntry = {
  readonly action: "replay" | "cancel" | "discard";
  readonly tokenId: string;
  readonly outcome: string;
  readonly replay?: string;
};

export type AuditPage = { readonly entries: readonly AuditEntry[] };

export type KeyStatus = {
  readonly newest: { readonly version: string } | null;
  readonly applied: { readonly version: string; readonly at: string } | null;
  readonly version?: string;
  readonly state?: string;
  readonly heldFor?: string;
  readonly notBefore?: string;
  readonly failures?: number;
};

export type TokenInfo = {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly namespaces?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly expires?: string;
};

export type NamedKey = { readonly namespace: string; readonly key: string };

/** What waits in a way that people may want to know of. */
export type Attention = {
  readonly at: string;
  readonly complete: boolean;
  readonly unknownOutcomes: {
    readonly count: number;
    readonly keys: readonly (NamedKey & { readonly until: string })[];
  };
  readonly hotKeys: readonly (NamedKey & { readonly superseded: number })[];
  readonly longestHeld: readonly (NamedKey & {
    readonly heldFor: string;
    readonly since: string;
    readonly notBefore?: string;
  })[];
  readonly clockAheadMs: number;
};
