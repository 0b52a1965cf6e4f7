export type AlertCondition =
  | "dead_letters"
  | "oldest_unapplied"
  | "budget_forecast"
  | "breaker_open";

export type AlertDetails = Readonly<Record<string, string | number>>;

/** What the webhook gets: the beginning of a condition, or its end. */
export type AlertMessage = {
  /** The same when a message comes twice. */
  readonly id: string;
  /** The condition and what it is about. */
  readonly subject: string;
  readonly condition: AlertCondition;
  readonly state: "firing" | "resolved";
  /** Epoch milliseconds: when the condition began. */
  readonly sinceMs: number;
  /** Epoch milliseconds: when this was decided. */
  readonly atMs: number;
  /** One sentence for people. */
  readonly summary: string;
  readonly details: AlertDetails;
  /** Where the condition is one of a namespace. */
  readonly namespace: string | null;
};
