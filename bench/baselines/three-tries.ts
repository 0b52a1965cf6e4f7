import { type Contender, storedValue } from "../contender.ts";
import type { Isolate } from "../platform/isolates.ts";
import type { Write } from "../workload.ts";

const MAX_TRIES = 3;
const BASE_MS = 200;
const CAP_MS = 2_000;
const IS_RATE_LIMIT = /429|409|rate limit|conflict/;

/** A loop that applications write themselves: three tries, 200 and 400 ms apart. */
export const threeTries: Contender = {
  name: "3 tries, 200/400 ms",
  source: "an application's storage service",
  deploy: () => ({ start: (isolate) => (write) => tryThrice(isolate, write, (ms) => ms) }),
};

/** The same, with what reviewers ask for: each pause anywhere between nothing and its length. */
export const threeTriesJittered: Contender = {
  name: "3 tries, full jitter",
  source: "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/",
  deploy: () => ({
    start: (isolate) => (write) => tryThrice(isolate, write, (ms) => isolate.random.next() * ms),
  }),
};

async function tryThrice(
  { kv, sleep }: Isolate,
  write: Write,
  pauseOf: (backoffMs: number) => number,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await kv.put(write.key, storedValue(write));
    } catch (error) {
      if (!IS_RATE_LIMIT.test(String(error)) || attempt >= MAX_TRIES) throw error;
    }
    await sleep(pauseOf(Math.min(BASE_MS * 2 ** (attempt - 1), CAP_MS)));
  }
}
