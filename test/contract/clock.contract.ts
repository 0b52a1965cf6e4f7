import { describe, expect, it } from "vitest";
import type { Clock } from "../../shared/ports.ts";

const LONG_MS = 60_000;

/** `pass` lets the given time go by; a real clock needs no help. */
export function describeClockContract(
  name: string,
  makeSubject: () => {
    readonly clock: Clock;
    readonly pass: (durationMs: number) => Promise<void>;
  },
): void {
  describe(`${name} sleeps`, () => {
    it("and wakes when the time is over, not before", async () => {
      const { clock, pass } = makeSubject();
      const controller = new AbortController();
      const long = clock.sleep(LONG_MS, controller.signal).then(
        () => "long",
        () => "aborted",
      );
      const short = clock.sleep(5, controller.signal).then(() => "short");
      await pass(5);
      expect(await Promise.race([long, short])).toBe("short");
      controller.abort();
      expect(await long).toBe("aborted");
    });

    it("until the signal aborts, and rejects with its reason", async () => {
      const { clock } = makeSubject();
      const controller = new AbortController();
      const asleep = clock.sleep(LONG_MS, controller.signal);
      controller.abort(new Error("enough"));
      await expect(asleep).rejects.toThrow("enough");
    });

    it("not at all when the signal has aborted before", async () => {
      const { clock } = makeSubject();
      const signal = AbortSignal.abort(new Error("enough"));
      await expect(clock.sleep(LONG_MS, signal)).rejects.toThrow("enough");
    });

    it("and an abort after waking changes nothing", async () => {
      const { clock, pass } = makeSubject();
      const controller = new AbortController();
      const asleep = clock.sleep(1, controller.signal);
      await pass(1);
      await asleep;
      controller.abort(new Error("too late"));
      await expect(asleep).resolves.toBeUndefined();
    });
  });
}
