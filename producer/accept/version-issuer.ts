import type { Dice } from "../../shared/backoff.ts";
import type { Clock } from "../../shared/ports.ts";
import type { Result } from "../../shared/result.ts";
import {
  formatVersion,
  initialVersionClock,
  nodeFromDice,
  receive,
  tick,
  type Version,
} from "../../shared/version.ts";

/** Gives out the versions of one isolate: each later than every one given out or observed before. */
export interface VersionIssuer {
  next(): Version;
  /** Later versions come after this one; refused when it lies too far ahead of our clock. */
  observe(after: Version): Result<void, { readonly aheadMs: number }>;
}

/** The node is drawn at the first use: a Worker has no dice outside a request. */
export function createVersionIssuer(clock: Pick<Clock, "now">, dice: Dice): VersionIssuer {
  let reading = initialVersionClock;
  let node: number | null = null;
  return {
    next() {
      node ??= nodeFromDice(dice());
      reading = tick(reading, clock.now());
      return formatVersion(reading, node);
    },
    observe(after) {
      const received = receive(reading, clock.now(), after);
      if (!received.ok) return received;
      reading = received.value;
      return { ok: true, value: undefined };
    },
  };
}
