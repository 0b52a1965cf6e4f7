import { err } from "../shared/result.ts";
import { EXIT, type ExitStatus } from "./exit-status.ts";

/**
 * `unavailable` is the producer's own 503: it answered, so it is not unreachable. `route-unknown` is a
 * 404 that says nothing about a key or a letter: something else answered, or an older producer.
 */
export type FailureKind =
  | "failure"
  | "usage"
  | "authentication"
  | "not-found"
  | "route-unknown"
  | "unavailable"
  | "unreachable"
  | "partial"
  | "interrupted";

/** Why a command did not do its work, in the words that its user reads. */
export type Failure = {
  readonly kind: FailureKind;
  /** What happened. */
  readonly what: string;
  /** What was expected, one sentence or field each. */
  readonly details: readonly string[];
  /** What to do; null when nothing helps. */
  readonly next: string | null;
};

/** What was asked for is not there, or nothing that could say so. */
export const isAbsent = ({ kind }: Failure): boolean =>
  kind === "not-found" || kind === "route-unknown";

export function exitStatusOf(failure: Failure): ExitStatus {
  switch (failure.kind) {
    case "failure":
    case "unavailable":
    case "route-unknown":
      return EXIT.failure;
    case "usage":
      return EXIT.usage;
    case "authentication":
      return EXIT.authentication;
    case "not-found":
      return EXIT.notFound;
    case "unreachable":
      return EXIT.unreachable;
    case "partial":
      return EXIT.degraded;
    case "interrupted":
      return EXIT.interrupted;
  }
}

type Rest = { readonly details?: readonly string[]; readonly next?: string };

export const fail = (kind: FailureKind, what: string, rest: Rest = {}) =>
  err<Failure>({ kind, what, details: rest.details ?? [], next: rest.next ?? null });
