import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 250;

/** Polls until `missing` answers null; what it answers otherwise says what is still missing. */
export async function waitUntil(
  what: string,
  timeoutMs: number,
  missing: () => Promise<string | null>,
): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const left = await missing();
    if (left === null) return;
    if (Date.now() > deadlineMs) {
      throw new Error(`${what}: not within ${timeoutMs / 1_000} s; ${left}`);
    }
    await sleep(POLL_MS);
  }
}
