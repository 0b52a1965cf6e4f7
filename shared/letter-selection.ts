import type { FailureReason } from "./failure.ts";

/** Which letters: every condition that is given has to hold. Times are epoch milliseconds. */
export type LetterFilter = {
  readonly reason?: FailureReason;
  readonly namespace?: string;
  readonly keyPrefix?: string;
  /** Last seen at or after. */
  readonly sinceMs?: number;
  /** Last seen before. */
  readonly untilMs?: number;
};

export type LetterSelection =
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "filter"; readonly filter: LetterFilter };
