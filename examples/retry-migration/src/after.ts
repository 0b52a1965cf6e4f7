import type { SluiceKV } from "../../../producer/index.ts";
import { LIFE_SECONDS, PREFIXES, type VideoStore, versionKey, videoKey } from "./video-store.ts";

/** Through Sluice: no loop. What is accepted is kept. */
export function storeThroughSluice(kv: Service<SluiceKV>): VideoStore {
  const life = { expirationTtl: LIFE_SECONDS };
  const put = async (key: string, value: string) => (await kv.put(key, value, life)).version;
  return {
    store: (name, revision) => put(videoKey(PREFIXES.after, name), revision),
    refresh: async (name) => (await kv.touch(videoKey(PREFIXES.after, name), life)).version,
    publish: (name, version) => put(versionKey(PREFIXES.after, name), version),
  };
}
