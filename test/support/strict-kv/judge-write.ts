import { MIN_PACE_MS } from "../../../shared/limits.ts";
import { type Effect, type Fault, takeFault, type WriteOperation } from "./fault.ts";

/** What strict KV remembers of the accepted writes of one key. */
export type KeyPace = {
  /** Accepted writes that have not ended. */
  readonly inFlight: number;
  readonly endedAtMs: number | null;
};

export const untouchedKey: KeyPace = { inFlight: 0, endedAtMs: null };

export type Judgement =
  | { readonly kind: "pass" }
  /** `injected` tells a fault that was asked for from a broken rule. */
  | { readonly kind: "refuse"; readonly message: string; readonly injected: boolean }
  | {
      readonly kind: "fault";
      readonly effect: Exclude<Effect, { kind: "refused" | "daily-limit" }>;
    };

export type Attempt = {
  readonly operation: WriteOperation;
  readonly key: string;
  readonly pace: KeyPace;
  readonly faults: readonly Fault[];
  readonly nowMs: number;
};

/**
 * Whether KV takes this write. The pace of the key is judged first, so that a fault never hides a
 * write that came too early: one write a second and key, put or delete, from the end of the last
 * accepted one (https://developers.cloudflare.com/kv/platform/limits/).
 */
export function judgeWrite(attempt: Attempt): {
  readonly judgement: Judgement;
  readonly faults: readonly Fault[];
} {
  const { operation, key, pace, faults, nowMs } = attempt;
  if (isTooEarly(pace, nowMs)) {
    const judgement = { kind: "refuse", message: kvFailure(operation, 429), injected: false };
    return { judgement: judgement as Judgement, faults };
  }
  const taken = takeFault(faults, operation, key);
  return { judgement: judgementOf(taken.effect, operation), faults: taken.faults };
}

/** Before an accepted write starts to write. */
export const started = (pace: KeyPace): KeyPace => ({ ...pace, inFlight: pace.inFlight + 1 });

/** After an accepted write has ended. */
export const ended = (pace: KeyPace, nowMs: number): KeyPace => ({
  inFlight: pace.inFlight - 1,
  endedAtMs: Math.max(nowMs, pace.endedAtMs ?? nowMs),
});

const REASON_PHRASES: ReadonlyMap<number, string> = new Map([
  [400, "Bad Request"],
  [409, "Conflict"],
  [413, "Payload Too Large"],
  [429, "Too Many Requests"],
  [500, "Internal Server Error"],
  [503, "Service Unavailable"],
]);

/** The binding's own words: `KV <METHOD> failed: <status> <text>`. */
export function kvFailure(operation: WriteOperation, status: number): string {
  const reason = REASON_PHRASES.get(status) ?? "Error";
  return `KV ${operation.toUpperCase()} failed: ${status} ${reason}`;
}

function isTooEarly(pace: KeyPace, nowMs: number): boolean {
  if (pace.inFlight > 0) return true;
  return pace.endedAtMs !== null && nowMs - pace.endedAtMs < MIN_PACE_MS;
}

function judgementOf(effect: Effect | null, operation: WriteOperation): Judgement {
  if (effect === null) return { kind: "pass" };
  switch (effect.kind) {
    case "refused":
      return { kind: "refuse", message: kvFailure(operation, effect.status), injected: true };
    case "daily-limit": {
      const message = `KV ${operation}() limit exceeded for the day.`;
      return { kind: "refuse", message, injected: true };
    }
    case "landed":
    case "silent":
      return { kind: "fault", effect };
  }
}
