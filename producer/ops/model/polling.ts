/** What the page asks for again and again, and in every how many rounds. */
const EVERY_ROUNDS = {
  metrics: 1,
  summary: 2,
  namespaces: 3,
  attention: 3,
  audit: 3,
  token: 6,
  usage: 6,
  day: 12,
} as const;

export type PolledName = keyof typeof EVERY_ROUNDS;

/** Everything in the first round. */
export const dueIn = (round: number): readonly PolledName[] =>
  (Object.keys(EVERY_ROUNDS) as PolledName[]).filter((name) => round % EVERY_ROUNDS[name] === 0);

export const PACES_MS = [2_000, 5_000, 30_000] as const;
export const DEFAULT_PACE_MS = 5_000;

const MAX_DELAY_MS = 60_000;

/** After failures in a row the wait doubles, with chance, so that many pages do not come at once. */
export function delayMs(paceMs: number, failures: number, dice: () => number): number {
  if (failures === 0) return paceMs;
  const doubled = Math.min(MAX_DELAY_MS, paceMs * 2 ** failures);
  return Math.round(doubled * (0.75 + dice() / 4));
}

/** Older than this, what is shown is called stale. */
export const staleAfterMs = (paceMs: number): number => paceMs * 3 + 2_000;
