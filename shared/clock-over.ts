import type { Clock } from "./ports.ts";

/** What a platform has of time. */
type Timers = {
  readonly now: () => number;
  /** Returns what calls it off. */
  readonly later: (durationMs: number, run: () => void) => () => void;
};

/** A clock whose sleep ends with the signal's reason as soon as the signal is aborted. */
export const clockOver = ({ now, later }: Timers): Clock => ({
  now,
  sleep: (durationMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const cancel = later(durationMs, () => {
        signal.removeEventListener("abort", stop);
        resolve();
      });
      function stop(): void {
        cancel();
        reject(signal.reason);
      }
      signal.addEventListener("abort", stop, { once: true });
    }),
});
