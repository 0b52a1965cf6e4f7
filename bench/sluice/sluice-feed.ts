import { FEED_KEY, FEED_LENGTH } from "../baselines/comments-feed.ts";
import type { Contender } from "../contender.ts";
import { sluice } from "./sluice.ts";

/**
 * One place knows the feed (an object of the application's own); it sends the whole feed with every
 * message, and Sluice writes the newest of them.
 */
export const sluiceFeed: Contender = {
  name: "Sluice",
  source: "this repository",
  deploy: (platform, kv) => {
    const pipeline = sluice().deploy(platform, kv);
    let messages: readonly string[] = [];
    return {
      ...pipeline,
      start: (isolate) => {
        const send = pipeline.start(isolate);
        return async (write) => {
          messages = [...messages, write.key].slice(-FEED_LENGTH);
          const feed = { ...write, key: FEED_KEY, value: JSON.stringify(messages) };
          await Promise.all([send({ ...write, value: write.key }), send(feed)]);
        };
      },
    };
  },
};
