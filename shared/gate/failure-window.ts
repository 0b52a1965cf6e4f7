/** Writes of the last half minute, by second. Throttled ones and those of a used-up quota do not count. */
export type FailureWindow = ReadonlyMap<number, WindowCount>;
export type WindowCount = { readonly writes: number; readonly failures: number };

const WINDOW_SECONDS = 30;

export const emptyWindow: FailureWindow = new Map();

export function countWrite(window: FailureWindow, nowMs: number, failures: 0 | 1): FailureWindow {
  const second = Math.floor(nowMs / 1_000);
  const recent = [...window].filter(([at]) => at > second - WINDOW_SECONDS);
  const counted = window.get(second) ?? { writes: 0, failures: 0 };
  const now = { writes: counted.writes + 1, failures: counted.failures + failures };
  return new Map([...recent, [second, now]]);
}

export function sumWindow(window: FailureWindow, nowMs: number): WindowCount {
  const second = Math.floor(nowMs / 1_000);
  return addCounts(
    [...window].filter(([at]) => at > second - WINDOW_SECONDS).map(([, count]) => count),
  );
}

export const addCounts = (counts: readonly WindowCount[]): WindowCount =>
  counts.reduce(
    (sum, { writes, failures }) => ({
      writes: sum.writes + writes,
      failures: sum.failures + failures,
    }),
    { writes: 0, failures: 0 },
  );
