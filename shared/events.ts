/**
 * What happens inside the Workers, as facts: logs and tests read the same stream. No event carries a
 * value or a token; what of it reaches a log says log-line.ts.
 */
export type PipelineEvent =
  | {
      readonly kind: "batch-processed";
      readonly queue: string;
      readonly deliveries: number;
      readonly applied: number;
      readonly unchanged: number;
      readonly superseded: number;
      readonly held: number;
      readonly dead: number;
      readonly retried: number;
      readonly durationMs: number;
    }
  /** A broken invariant: the whole batch comes again. */
  | { readonly kind: "batch-failed"; readonly queue: string; readonly detail: string }
  | {
      readonly kind: "ledger-unreachable";
      readonly call: "admit" | "settle" | "bury" | "forgetLetters";
      readonly shard: number;
      readonly detail: string;
    }
  /** Letters of a replay that could not be sent; they are tried again. */
  | {
      readonly kind: "replay-delayed";
      readonly replay: string;
      readonly letters: number;
      readonly detail: string;
    }
  /** A shard goes on with what it knows and asks again. */
  | { readonly kind: "gate-unreachable"; readonly shard: number; readonly detail: string }
  /** The gate goes on trying until every shard has confirmed. */
  | { readonly kind: "shard-not-told"; readonly shard: number; readonly detail: string }
  | { readonly kind: "breaker-opened"; readonly namespace: string; readonly untilMs: number }
  | { readonly kind: "breaker-closed"; readonly namespace: string }
  | { readonly kind: "letters-not-stored"; readonly letters: number; readonly detail: string }
  | {
      readonly kind: "alarm-task-failed";
      readonly task: AlarmTask;
      readonly detail: string;
    }
  /** What a view could not do; it is tried again. */
  | {
      readonly kind: "view-delayed";
      readonly view: string;
      readonly task: "list" | "read" | "ask" | "write";
      readonly detail: string;
    }
  /** Alerts are decided without it until it is known again. */
  | { readonly kind: "alert-fact-missing"; readonly fact: string; readonly detail: string }
  /** Nothing was decided; the next run does it. */
  | { readonly kind: "alerts-not-evaluated"; readonly detail: string }
  | { readonly kind: "alert-delivered"; readonly condition: string; readonly state: string }
  /** Tried again by a later run. */
  | {
      readonly kind: "alert-not-delivered";
      readonly condition: string;
      readonly state: string;
      readonly detail: string;
    }
  | {
      readonly kind: "swept";
      readonly collectedKeys: number;
      readonly deletedPayloads: number;
    };

/** What a shard does when its alarm rings, in this order. */
export const ALARM_TASKS = ["letters", "release", "payloads", "views", "purges"] as const;
export type AlarmTask = (typeof ALARM_TASKS)[number];

export type Report = (event: PipelineEvent) => void;
