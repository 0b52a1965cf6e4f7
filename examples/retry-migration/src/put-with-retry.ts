const MAX_ATTEMPTS = 3;
const BASE_DELAY_MS = 200;
const MAX_DELAY_MS = 2_000;

/**
 * The loop: three attempts, 200, 400, 800 ms apart. It waits 600 ms in all, since the last attempt is
 * followed by none, and KV takes the next write of a key after 1,000 ms.
 */
export async function putWithRetry(put: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await put();
    } catch (error) {
      if (!isRateLimit(error) || attempt >= MAX_ATTEMPTS) throw error;
      const delayMs = Math.min(BASE_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
      await scheduler.wait(delayMs);
    }
  }
}

const isRateLimit = (error: unknown): boolean =>
  /429|409|rate limit|conflict/i.test(error instanceof Error ? error.message : String(error));
