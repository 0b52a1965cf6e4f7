import type { Dice } from "../../shared/backoff.ts";
import type { Clock } from "../../shared/ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (durationMs, signal) => scheduler.wait(durationMs, { signal }),
};

export const systemDice: Dice = () => Math.random();

/** A name that no other batch has. */
export const randomToken = (): string => crypto.randomUUID();
