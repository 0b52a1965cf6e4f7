import { describe, expect, it } from "vitest";
import {
  answerRequest,
  CLAIM_MS,
  type KnownRequest,
  REMEMBERED_MS,
  type RequestQuestion,
} from "../../../shared/ledger/idempotency.ts";
import { NOW_MS } from "../../support/versions.ts";

const DONE = { fingerprint: "f".repeat(64), receipts: "[]" };
const claim = (name: string): RequestQuestion => ({ kind: "claim", id: "t\nk", claim: name });
const complete = (name: string): RequestQuestion => ({
  kind: "complete",
  id: "t\nk",
  claim: name,
  ...DONE,
});
const release = (name: string): RequestQuestion => ({ kind: "release", id: "t\nk", claim: name });

const CLAIMED: KnownRequest = { claim: "a", untilMs: NOW_MS + CLAIM_MS, done: null };
const COMPLETED: KnownRequest = { claim: "a", untilMs: NOW_MS + REMEMBERED_MS, done: DONE };

/** Kind of the answer, and what is remembered then. */
const outcomeOf = (known: KnownRequest | null, question: RequestQuestion, nowMs = NOW_MS) => {
  const { known: then, answer } = answerRequest(known, question, nowMs);
  return [answer.kind, then];
};

describe("a request with an Idempotency-Key", () => {
  it("is claimed by the first execution and kept from others", () => {
    expect(outcomeOf(null, claim("a"))).toEqual(["yours", CLAIMED]);
    expect(outcomeOf(CLAIMED, claim("b"))).toEqual(["busy", CLAIMED]);
    expect(outcomeOf(CLAIMED, complete("b"))).toEqual(["busy", CLAIMED]);
    expect(outcomeOf(CLAIMED, release("b"))).toEqual(["busy", CLAIMED]);
  });

  it("is remembered for a day once it is done", () => {
    expect(outcomeOf(CLAIMED, complete("a"))).toEqual(["yours", COMPLETED]);
    expect(answerRequest(COMPLETED, claim("b"), NOW_MS).answer).toEqual({
      kind: "done",
      done: DONE,
    });
    expect(outcomeOf(COMPLETED, claim("b"), NOW_MS + REMEMBERED_MS)[0]).toBe("yours");
  });

  it("may be asked again after a lost reply", () => {
    expect(outcomeOf(CLAIMED, claim("a"))[0]).toBe("yours");
    expect(outcomeOf(COMPLETED, complete("a"))).toEqual(["yours", COMPLETED]);
  });

  it("is free again when nothing was accepted, or after a minute", () => {
    expect(outcomeOf(CLAIMED, release("a"))).toEqual(["yours", null]);
    expect(outcomeOf(CLAIMED, claim("b"), NOW_MS + CLAIM_MS - 1)[0]).toBe("busy");
    expect(outcomeOf(CLAIMED, claim("b"), NOW_MS + CLAIM_MS)[0]).toBe("yours");
  });

  it("is completed late only if nobody has taken it over", () => {
    expect(outcomeOf(CLAIMED, complete("a"), NOW_MS + CLAIM_MS)[0]).toBe("yours");
    const taken = { ...CLAIMED, claim: "b", untilMs: NOW_MS + 2 * CLAIM_MS };
    expect(outcomeOf(taken, complete("a"), NOW_MS + CLAIM_MS)).toEqual(["busy", taken]);
  });

  it("is not forgotten by a late release", () => {
    expect(outcomeOf(COMPLETED, release("a"))).toEqual(["done", COMPLETED]);
  });
});
