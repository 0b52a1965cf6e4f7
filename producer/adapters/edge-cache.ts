import { err, ok, type Result } from "../../shared/result.ts";
import { detailOf } from "../events.ts";
import type { EdgeCache } from "../ports.ts";

/** A cache of our own: never the one that `fetch` shares. */
const CACHE_NAME = "sluice";

/**
 * The Cache API of this data centre. It is missing or without effect on some hosts
 * (https://developers.cloudflare.com/workers/runtime-apis/cache/), which is an error, not a crash.
 */
export const cacheApi: EdgeCache = {
  match: (url) => attempt(async () => (await (await openCache()).match(new Request(url))) ?? null),
  put: (url, response) => attempt(async () => (await openCache()).put(new Request(url), response)),
};

async function openCache(): Promise<Cache> {
  if (typeof caches === "undefined") throw new Error("there is no Cache API here");
  return caches.open(CACHE_NAME);
}

async function attempt<T>(run: () => Promise<T>): Promise<Result<T, string>> {
  try {
    return ok(await run());
  } catch (error) {
    return err(detailOf(error));
  }
}
