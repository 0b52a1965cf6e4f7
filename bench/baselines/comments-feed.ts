import type { Contender } from "../contender.ts";
import type { Isolate } from "../platform/isolates.ts";

/** The key with the newest messages, as readers poll it. */
export const FEED_KEY = "recent:comments";
export const FEED_LENGTH = 500;

const REBUILD_EVERY_MS = 3_000;

/** Each request reads the feed, adds its message and writes the feed back. */
export const readModifyWrite: Contender = {
  name: "read-modify-write",
  source: "an application's comments Worker",
  deploy: () => ({
    start:
      ({ kv }) =>
      async ({ key }) => {
        await kv.put(key, key);
        const feed: readonly string[] = JSON.parse((await kv.get(FEED_KEY)) ?? "[]");
        await kv.put(FEED_KEY, JSON.stringify([...feed, key].slice(-FEED_LENGTH)));
      },
  }),
};

/** Requests write their message only; a timer reads the newest messages and writes the feed anew. */
export const timerRebuild: Contender = {
  name: "rebuild every 3 s",
  source: "the same application's next design",
  deploy: (platform, kv) => {
    const rebuild = async (): Promise<void> => {
      const names = await kv.list("comment:", FEED_LENGTH);
      const messages = await Promise.all(names.map((name) => kv.get(name)));
      await kv.put(FEED_KEY, JSON.stringify(messages)).catch(() => {});
    };
    const tick = async (): Promise<void> => {
      const isLast = platform.faults.isHealed;
      await rebuild();
      if (!isLast) platform.engine.after(REBUILD_EVERY_MS, () => void tick());
    };
    platform.engine.after(REBUILD_EVERY_MS, () => void tick());
    return {
      start:
        (isolate: Isolate) =>
        ({ key }) =>
          isolate.kv.put(key, key),
    };
  },
};
