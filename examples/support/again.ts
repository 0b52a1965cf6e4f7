import { setTimeout as sleep } from "node:timers/promises";

/** Begins the work that far apart until the signal; late work makes the next begin at once. */
export async function every(
  periodMs: number,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const dueMs = performance.now() + periodMs;
    await work();
    await sleep(Math.max(0, dueMs - performance.now()));
  }
}

/** Whether the condition came to hold in that time; asks that often. */
export async function withinMs(
  timeoutMs: number,
  periodMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) return false;
    await sleep(periodMs);
  }
  return true;
}
