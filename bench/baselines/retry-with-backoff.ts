import { type Contender, storedValue } from "../contender.ts";

const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 1_000;

/** Cloudflare's advice for 429: five attempts inside the request, a second first, then doubling. */
export const retryWithBackoff: Contender = {
  name: "retryWithBackoff",
  source:
    "https://developers.cloudflare.com/kv/api/write-key-value-pairs/#limits-to-kv-writes-to-the-same-key",
  deploy: () => ({
    start:
      ({ kv, sleep }) =>
      async (write) => {
        let delayMs = FIRST_DELAY_MS;
        for (let attempt = 1; ; attempt++) {
          try {
            return await kv.put(write.key, storedValue(write));
          } catch (error) {
            const isThrottled = String(error).includes("429");
            if (!isThrottled || attempt === MAX_ATTEMPTS) throw error;
          }
          await sleep(delayMs);
          delayMs *= 2;
        }
      },
  }),
};
