import type { Clock } from "../../shared/ports.ts";

/** What `work` resolves to, or a rejection once `timeoutMs` are over. The work itself goes on. */
export async function within<T>(
  clock: Pick<Clock, "sleep">,
  timeoutMs: number,
  work: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const late = clock.sleep(timeoutMs, done.signal).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    // Aborted on purpose, and nobody waits for it any more.
    late.catch(() => undefined);
  }
}
