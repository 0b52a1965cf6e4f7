import type { Slot } from "../api/live-data.ts";
import { staleAfterMs } from "./polling.ts";
import { formatSpan } from "./words.ts";

type Link = {
  readonly failures: number;
  readonly answeredAtMs: number | null;
  readonly nextAtMs: number | null;
  /** Null while paused. */
  readonly paceMs: number | null;
  readonly isHidden: boolean;
};

export type Freshness = {
  readonly kind: "live" | "paused" | "connecting" | "stale" | "lost";
  readonly words: string;
};

/** After this long without an answer, what was true then says nothing of now. */
const LOST_AFTER_MS = 60_000;

/** The body of a slot; null when it was never answered, or is too old and there is no newer one to be had. */
export function knownBody<Body>({ body, atMs, problem }: Slot<Body>, nowMs: number): Body | null {
  const isLost = problem !== null && atMs !== null && nowMs - atMs > LOST_AFTER_MS;
  return isLost ? null : body;
}

/** How old what is shown is, and what is done about it. */
export function freshness(link: Link, nowMs: number): Freshness {
  const { failures, answeredAtMs, nextAtMs, paceMs } = link;
  const next = nextAtMs === null ? "Asking now." : `Next try in ${formatSpan(nextAtMs - nowMs)}.`;
  if (answeredAtMs === null) {
    return failures === 0
      ? { kind: "connecting", words: "Asking Sluice …" }
      : { kind: "lost", words: `Sluice does not answer. ${next}` };
  }
  const ageMs = nowMs - answeredAtMs;
  const age = formatSpan(ageMs);
  if (failures > 0) {
    const kind = ageMs > LOST_AFTER_MS ? "lost" : "stale";
    return { kind, words: `Stale: Sluice does not answer; what is shown is ${age} old. ${next}` };
  }
  if (paceMs === null) return { kind: "paused", words: `Paused. Updated ${age} ago.` };
  if (ageMs > staleAfterMs(paceMs))
    return { kind: "stale", words: `Stale: updated ${age} ago. ${next}` };
  return { kind: "live", words: `Updated ${age} ago.` };
}
