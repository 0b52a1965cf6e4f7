import { MAX_QUEUE_RETENTION_DAYS, QUEUE_RETENTION_DAYS } from "../../shared/limits.ts";

/** What the two TOML files ask for. */
export type Desired = {
  /** Titles of KV namespaces that have no id of an account yet. */
  readonly namespaces: readonly string[];
  readonly writeQueues: readonly string[];
  readonly deadLetterQueues: readonly string[];
  readonly buckets: readonly string[];
  readonly plan: "paid" | "free";
};

/** What the account has of it. */
export type Existing = {
  /** Title → id. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly queues: ReadonlySet<string>;
  readonly buckets: ReadonlySet<string>;
  /** Buckets with a rule that deletes objects by age. */
  readonly expiringBuckets: ReadonlySet<string>;
  readonly hasTokens: boolean;
};

export type Worker = "producer" | "consumer";

export type Step =
  | { readonly kind: "create-namespace"; readonly title: string }
  /** `retentionSeconds` null = the plan allows no choice. */
  | {
      readonly kind: "create-queue";
      readonly name: string;
      readonly retentionSeconds: number | null;
    }
  | { readonly kind: "create-bucket"; readonly name: string }
  | { readonly kind: "write-configs" }
  | { readonly kind: "create-token" }
  | { readonly kind: "deploy"; readonly worker: Worker; readonly withToken: boolean };

export type Plan = { readonly steps: readonly Step[]; readonly warnings: readonly string[] };

const SECONDS_PER_DAY = 86_400;

export const emptyAccount: Existing = {
  namespaces: new Map(),
  queues: new Set(),
  buckets: new Set(),
  expiringBuckets: new Set(),
  hasTokens: false,
};

/**
 * The steps that are missing, in an order in which each finds what it needs: resources, the copies of
 * the TOML files with their ids, the consumer (it owns the Durable Objects), then the producer, whose
 * token comes with the same upload, so that it is never open.
 */
export function planDeploy(desired: Desired, existing: Existing): Plan {
  const missing = (names: readonly string[], present: { has(name: string): boolean }) =>
    names.filter((name) => !present.has(name));
  const queue = (days: number) => (name: string) =>
    ({
      kind: "create-queue",
      name,
      // Fixed at 24 h there: https://developers.cloudflare.com/queues/platform/pricing/.
      retentionSeconds: desired.plan === "free" ? null : days * SECONDS_PER_DAY,
    }) as const;
  return {
    steps: [
      ...missing(desired.namespaces, existing.namespaces).map(
        (title) => ({ kind: "create-namespace", title }) as const,
      ),
      ...missing(desired.writeQueues, existing.queues).map(queue(QUEUE_RETENTION_DAYS)),
      ...missing(desired.deadLetterQueues, existing.queues).map(queue(MAX_QUEUE_RETENTION_DAYS)),
      ...missing(desired.buckets, existing.buckets).map(
        (name) => ({ kind: "create-bucket", name }) as const,
      ),
      { kind: "write-configs" },
      ...(existing.hasTokens ? [] : [{ kind: "create-token" } as const]),
      { kind: "deploy", worker: "consumer", withToken: false },
      { kind: "deploy", worker: "producer", withToken: !existing.hasTokens },
    ],
    warnings: warningsOf(desired, existing),
  };
}

function warningsOf(desired: Desired, existing: Existing): readonly string[] {
  const expiring = desired.buckets.filter((name) => existing.expiringBuckets.has(name));
  return [
    ...expiring.map(
      (name) =>
        `Bucket ${name} has a rule that expires objects: a dead letter older than that could not be ` +
        `replayed. Remove it: npx wrangler r2 bucket lifecycle remove ${name}`,
    ),
    ...(desired.plan === "free"
      ? ["On the free plan a queue forgets messages after 24 h, and KV takes 1,000 writes a day."]
      : []),
  ];
}
