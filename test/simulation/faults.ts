import type { Random } from "./random.ts";

/** What can go wrong with a view; drawn only for runs with one. */
export const VIEW_FAULTS = [
  "view-unavailable",
  "view-reply-lost",
  "view-restart",
  "view-slow",
] as const;

/** What can go wrong in any run. */
export const FAULTS = [
  "producer-clock-skew",
  "send-refused",
  "send-reply-lost",
  "send-slow",
  "upload-failed",
  "duplicate-soon",
  "duplicate-late",
  "replay-meets-late-copy",
  "poison-message",
  "deliveries-exhausted",
  "message-expired",
  "consumer-crash",
  "consumer-clock-skew",
  "kv-throttled",
  "kv-conflict",
  "kv-error-lost",
  "kv-error-landed",
  "kv-hang-lost",
  "kv-hang-landed",
  "kv-ghost",
  "kv-error-ghost",
  "kv-slow",
  "kv-refused",
  "kv-quota",
  "kv-stale-read",
  "kv-read-failed",
  "ledger-unavailable",
  "ledger-reply-lost",
  "ledger-slow",
  "ledger-restart",
  "ledger-clock-back",
  "ledger-clock-forward",
  "alarm-late",
  "alarm-twice",
  "release-refused",
  "release-reply-lost",
  "store-unavailable",
  "store-reply-lost",
  "store-restart",
  "payload-missing",
  "payload-mismatch",
  "payload-unavailable",
  "payload-delete-failed",
  "operator-replay",
  "operator-discard",
] as const;
/** What goes wrong on the way to the gate; drawn only where a seed uses it. */
export const GATE_FAULTS = [
  "gate-unavailable",
  "gate-reply-lost",
  "gate-restart",
  "gate-slow",
] as const;
export type GateFault = (typeof GATE_FAULTS)[number];

/** Everything that can go wrong, one name each; each has to occur or a run of many seeds was too tame. */
export const ALL_FAULTS = [...FAULTS, ...GATE_FAULTS, ...VIEW_FAULTS] as const;
export type Fault = (typeof ALL_FAULTS)[number];

/** Rare situations that must have occurred somewhere in a run of many seeds. */
export const MARKS = [
  "repaired",
  "ghost-over-newer",
  "late-report",
  "replay-skipped",
  "replay-revived",
  "died",
  "dropped",
  "expired",
  "held",
  "held-at-once",
  "causal-write",
  "unused-lease",
  "unchanged",
  "waited-for",
  "asked-twice",
  "budget-spent",
  "platform-limit",
  "breaker-opened",
  "breaker-closed",
  "paused",
  "touch-carried",
  "touch-alone",
  "touch-found-nothing",
  "touch-read-stale",
  "view-rebuilt",
  "replay-refused",
  "replay-cancelled",
  "replay-cancelled-in-doubt",
  "purged",
] as const;
export type Mark = (typeof MARKS)[number];

export type Marks = Map<Fault | Mark, number>;

/** Draws faults while chaos lasts. Each fault has dice of its own. */
export class FaultDice {
  readonly #rates: ReadonlyMap<Fault, number>;
  readonly #dice: ReadonlyMap<Fault, Random>;
  readonly marks: Marks = new Map();
  #isHealed = false;

  constructor(rates: ReadonlyMap<Fault, number>, random: Random) {
    this.#rates = rates;
    this.#dice = new Map([...rates.keys()].map((fault) => [fault, random.fork(fault)]));
  }

  /** Whether the fault can happen now at all. */
  mayHit(fault: Fault): boolean {
    return !this.#isHealed && this.#rates.has(fault);
  }

  /** Whether the fault happens now; counts it. */
  hits(fault: Fault): boolean {
    const rate = this.#rates.get(fault);
    if (this.#isHealed || rate === undefined) return false;
    if (this.#dice.get(fault)?.chance(rate) !== true) return false;
    this.mark(fault);
    return true;
  }

  mark(what: Fault | Mark): void {
    this.marks.set(what, (this.marks.get(what) ?? 0) + 1);
  }

  heal(): void {
    this.#isHealed = true;
  }

  get isHealed(): boolean {
    return this.#isHealed;
  }
}
