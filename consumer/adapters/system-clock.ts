import type { Dice } from "../../shared/backoff.ts";
import { clockOver } from "../../shared/clock-over.ts";

export const systemClock = clockOver({
  now: () => Date.now(),
  later(durationMs, run) {
    const timer = setTimeout(run, durationMs);
    return () => clearTimeout(timer);
  },
});

export const systemDice: Dice = () => Math.random();

/** A name that no other batch has. */
export const randomToken = (): string => crypto.randomUUID();
