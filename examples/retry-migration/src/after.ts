import type { SluiceKV } from "../../../producer/index.ts";
import { LIFE_SECONDS, PREFIXES, type VideoStore, versionKey, videoKey } from "./video-store.ts";

/** Through Sluice: no loop. What is accepted is kept. */
export function storeThroughSluice(kv: Service<SluiceKV>): VideoStore {
  const life = { expirationTtl: LIFE_SECONDS };
  return {
    store: (name, revision) => kv.put(videoKey(PREFIXES.after, name), revision, life),
    refresh: (name) => kv.touch(videoKey(PREFIXES.after, name), life),
    publish: (name, version) => kv.put(versionKey(PREFIXES.after, name), version, life),
  };
}
