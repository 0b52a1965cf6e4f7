import { putWithRetry } from "./put-with-retry.ts";
import { LIFE_SECONDS, PREFIXES, type VideoStore, versionKey, videoKey } from "./video-store.ts";

/** Past Sluice: every write in the loop. */
export function storeWithRetries(kv: KVNamespace): VideoStore {
  const put = async (key: string, value: string) => {
    await putWithRetry(() => kv.put(key, value, { expirationTtl: LIFE_SECONDS }));
    return null;
  };
  return {
    store: (name, revision) => put(videoKey(PREFIXES.before, name), revision),
    // KV knows no new end without a new value: it is read and written back, old or not by then.
    refresh: async (name) => {
      const key = videoKey(PREFIXES.before, name);
      const revision = await kv.get(key);
      return revision === null ? null : put(key, revision);
    },
    publish: (name, version) => put(versionKey(PREFIXES.before, name), version),
  };
}
