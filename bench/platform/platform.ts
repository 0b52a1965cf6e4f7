import { Engine } from "../../test/simulation/engine.ts";
import { type Fault, FaultDice } from "../../test/simulation/faults.ts";
import { Random } from "../../test/simulation/random.ts";

/** 2027-01-15T20:00:00Z. */
const START_MS = 1_800_043_200_000;

export type FaultRates = ReadonlyMap<Fault, number>;

export const NO_FAULTS: FaultRates = new Map();

/** A bad day that a platform may have: every part fails now and then, none for long. */
export const PASSING_FAULTS: FaultRates = new Map<Fault, number>([
  ["send-refused", 0.002],
  ["send-reply-lost", 0.002],
  ["duplicate-soon", 0.005],
  ["consumer-crash", 0.005],
  ["kv-error-lost", 0.005],
  ["kv-error-landed", 0.005],
  ["kv-error-ghost", 0.002],
  ["kv-slow", 0.005],
  ["ledger-unavailable", 0.001],
  ["ledger-reply-lost", 0.001],
  ["ledger-restart", 0.0005],
]);

/**
 * The virtual machine room of one run: time, dice and faults, all from one seed. Whatever runs here
 * runs the same in every run, however slow the real machine is.
 */
export class Platform {
  readonly engine = new Engine(START_MS);
  readonly random: Random;
  readonly faults: FaultDice;
  /** What must never happen, in words. */
  readonly violations: string[] = [];

  constructor(seed: number, rates: FaultRates) {
    this.random = new Random(seed, "platform");
    this.faults = new FaultDice(rates, new Random(seed, "faults"));
  }

  now = (): number => this.engine.now();

  sleep = (durationMs: number): Promise<void> => this.engine.sleep(durationMs);

  /** The way to another machine, or back. */
  hop(random: Random, maxMs = 10): Promise<void> {
    return this.engine.sleep(random.int(1, maxMs));
  }

  /** Nobody reads a trace here. */
  note(): void {}

  violate(promise: string, detail: string): void {
    this.violations.push(`${promise}: ${detail}`);
  }
}
