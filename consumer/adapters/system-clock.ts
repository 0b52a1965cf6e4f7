import type { Dice } from "../../shared/backoff.ts";
import type { Clock } from "../../shared/ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, durationMs);
      function stop(): void {
        clearTimeout(timer);
        reject(signal.reason);
      }
      signal.addEventListener("abort", stop, { once: true });
    }),
};

export const systemDice: Dice = () => Math.random();

/** A name that no other batch has. */
export const randomToken = (): string => crypto.randomUUID();
