import type { WriteFailure } from "../failure.ts";
import type { WriteIntent } from "../write-intent.ts";
import type { Candidate, DeadMark, HoldReason, Operation } from "./key-state.ts";

/** How a write took effect; `absent` is a touch that found no value and wrote nothing. */
export type AppliedAs = "applied" | "expired" | "absent";

/** What became of a version that a batch had in hand, and what KV was asked to do for it. */
export type Outcome =
  | {
      readonly kind: "applied";
      readonly as: AppliedAs;
      /** Null for what is `absent`. */
      readonly operation: Operation | null;
    }
  /** The put may have landed or may still land: timeout, network, 5xx. */
  | { readonly kind: "unknown"; readonly operation: Operation; readonly failure: WriteFailure }
  | { readonly kind: "throttled"; readonly operation: Operation; readonly failure: WriteFailure }
  /** KV was not asked to write: a payload, or what a touch is to write again, could not be read. */
  | { readonly kind: "unavailable"; readonly failure: WriteFailure }
  /** By KV, or without an `operation` before KV was asked. */
  | {
      readonly kind: "refused";
      readonly operation: Operation | null;
      readonly failure: WriteFailure;
    }
  | { readonly kind: "quota"; readonly operation: Operation; readonly failure: WriteFailure }
  /** Granted, but too little of the lease was left to start. */
  | { readonly kind: "unused" }
  /** Not granted: to be held, as the answer to admit said. */
  | { readonly kind: "hold"; readonly reason: HoldReason };

/** `intent` comes with every report but a success that need not be kept. */
export type Report = {
  readonly candidate: Candidate;
  readonly outcome: Outcome;
  readonly intent: WriteIntent | null;
};

/** Every answer lets the message be acknowledged; `dead` asks to store the letter before. */
export type SettleAnswer =
  | { readonly kind: "finished" }
  | { readonly kind: "held" }
  | { readonly kind: "dead"; readonly mark: DeadMark };

/** The body of a report that has to bring one. */
export function bodyOf(report: Report): WriteIntent {
  if (report.intent === null) {
    throw new Error(`a report of kind ${report.outcome.kind} came without the intent`);
  }
  return report.intent;
}

/** Whether KV was asked: only then does the second between two writes start anew. */
export const isAttempt = (outcome: Outcome): boolean =>
  outcome.kind !== "unused" &&
  outcome.kind !== "hold" &&
  outcome.kind !== "quota" &&
  outcome.kind !== "unavailable";

/** Whether a write may have started. */
export const isWrite = (outcome: Outcome): boolean =>
  isAttempt(outcome) && !(outcome.kind === "applied" && outcome.as === "absent");
