import { unreachable } from "../result.ts";

/**
 * A request with an Idempotency-Key
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/), as the ledger
 * remembers it: claimed by one execution, then done with what that one has answered.
 */
export type KnownRequest = {
  /** Names the execution. */
  readonly claim: string;
  /** Forgotten then: an execution that died leaves its key to the next one. */
  readonly untilMs: number;
  readonly done: DoneRequest | null;
};

export type DoneRequest = {
  /** Of everything that makes a request what it is. */
  readonly fingerprint: string;
  /** Receipts, as JSON. */
  readonly receipts: string;
};

/** `id` names the token and its key. Every one may be asked again after a lost reply. */
export type RequestQuestion =
  /** Before anything is accepted. */
  | { readonly kind: "claim"; readonly id: string; readonly claim: string }
  /** After everything was accepted, before the caller is told. */
  | ({ readonly kind: "complete"; readonly id: string; readonly claim: string } & DoneRequest)
  /** Nothing was accepted: the key is as good as new. */
  | { readonly kind: "release"; readonly id: string; readonly claim: string };

export type RequestAnswer =
  /** The key belongs to the asking execution; after `complete`, its answer is remembered. */
  | { readonly kind: "yours" }
  /** Another execution has it. */
  | { readonly kind: "busy" }
  | { readonly kind: "done"; readonly done: DoneRequest };

/** Longer than any request takes to be accepted. */
export const CLAIM_MS = 60_000;
export const REMEMBERED_MS = 24 * 3_600_000;

type Decision = { readonly known: KnownRequest | null; readonly answer: RequestAnswer };

/** What is remembered afterwards, and the answer. `known` is what was remembered before. */
export function answerRequest(
  known: KnownRequest | null,
  question: RequestQuestion,
  nowMs: number,
): Decision {
  const alive = known !== null && nowMs < known.untilMs ? known : null;
  const isOthers = alive !== null && alive.claim !== question.claim;
  if (alive?.done !== null && alive?.done !== undefined) {
    const isOwnRepeat = !isOthers && question.kind === "complete";
    const answer = isOwnRepeat ? YOURS : { kind: "done" as const, done: alive.done };
    return { known: alive, answer };
  }
  if (isOthers) return { known: alive, answer: { kind: "busy" } };
  const { claim } = question;
  switch (question.kind) {
    case "claim":
      return { known: { claim, untilMs: nowMs + CLAIM_MS, done: null }, answer: YOURS };
    case "complete": {
      const { fingerprint, receipts } = question;
      const done = { fingerprint, receipts };
      return { known: { claim, untilMs: nowMs + REMEMBERED_MS, done }, answer: YOURS };
    }
    case "release":
      return { known: null, answer: YOURS };
    default:
      return unreachable(question);
  }
}

const YOURS = { kind: "yours" } as const;
