import type {
  Attention,
  Backlog,
  DeadLetter,
  Figures,
  Metrics,
  Point,
  Quota,
  Usage,
} from "../../../producer/ops/api/answers.ts";

export const NOW_MS = Date.parse("2026-11-21T10:00:00Z");

export const atIso = (offsetMs: number): string => new Date(NOW_MS + offsetMs).toISOString();

export const someFigures = (given: Partial<Figures> = {}): Figures => ({
  accepted: 0,
  applied: 0,
  unchanged: 0,
  superseded: 0,
  dead: 0,
  coalescingRatio: null,
  acceptToApplied: { p50Ms: null, p99Ms: null },
  ...given,
});

export const someBacklog = (given: Partial<Backlog> = {}): Backlog => {
  const empty = { messages: 0, bytes: 0 };
  return {
    queues: { writes: empty, immediate: empty, deadLetters: empty },
    pending: 0,
    held: { total: 0, byReason: {} },
    dead: 0,
    oldestAgeMs: null,
    ...given,
  };
};

/** An hour whose last minutes are given; it ends with the minute that is not over. */
export const someMetrics = (
  last: readonly Partial<Point>[] = [],
  given: Partial<Metrics> = {},
): Metrics => ({
  window: "1h",
  stepSeconds: 60,
  totals: someFigures(),
  backlog: someBacklog(),
  series: Array.from({ length: 60 }, (_, index) => ({
    at: atIso((index - 59) * 60_000 - 30_000),
    ...someFigures(),
    pending: 0,
    ...last[index - 60 + last.length],
  })),
  ...given,
});

export const someQuota = (given: Partial<Quota> = {}): Quota => ({
  quota: "put_budget",
  origin: "budget",
  limit: 1_000,
  used: 412,
  left: 588,
  usedUpAt: null,
  forecast: "",
  ...given,
});

export const someUsage = (...quotas: readonly Quota[]): Usage => ({
  resetsAt: "2026-11-22T00:00:00.000Z",
  quotas,
});

export const someLetter = (given: Partial<DeadLetter> = {}): DeadLetter => ({
  id: "01k7u4t22f0000euvkb8up",
  version: "01k7u4t22f0000euvkb8up",
  namespace: "default",
  key: "order:17",
  op: "put",
  reason: "kv_refused",
  detail: "KV PUT failed: 400 Bad Request",
  failures: 1,
  firstSeenAt: atIso(-60_000),
  lastSeenAt: atIso(-60_000),
  sizeBytes: 271,
  ...given,
});

export const someAttention = (given: Partial<Attention> = {}): Attention => ({
  at: atIso(0),
  complete: true,
  unknownOutcomes: { count: 0, keys: [] },
  hotKeys: [],
  longestHeld: [],
  clockAheadMs: 0,
  ...given,
});
