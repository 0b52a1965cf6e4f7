import { readModifyWrite, timerRebuild } from "../baselines/comments-feed.ts";
import { type Benchmark, check, type Findings, rounded } from "../benchmark.ts";
import { runFeed } from "../measure/run-feed.ts";
import { sluiceFeed } from "../sluice/sluice-feed.ts";

export const feed: Benchmark = {
  name: "feed",
  title: "A feed of comments",
  method:
    "1,000 messages a minute, from four isolates; readers see the newest 500 in one key. Read-modify-" +
    "write of that key loses messages when two overlap or KV refuses. A rebuild every 3 s reads each " +
    "message anew. With Sluice the writer of the feed sends the whole feed with every message, and " +
    "one of them a second is written.",
  clock: "virtual",
  run: async (extent): Promise<Findings> => {
    const messages = extent === "full" ? 2_000 : 300;
    const rows: (string | number)[][] = [];
    for (const way of [sluiceFeed, readModifyWrite, timerRebuild]) {
      const { missing, kv, refused } = await runFeed(way, messages);
      if (way === sluiceFeed) check(missing + refused === 0, "a whole feed", { missing, refused });
      const perMessage = (count: number) => rounded(count / messages);
      rows.push([
        way.name,
        missing,
        refused,
        kv.throttled,
        perMessage(kv.writeCalls),
        perMessage(kv.reads + kv.lists),
      ]);
    }
    return {
      tables: [
        {
          id: "feed",
          title: `${messages.toLocaleString("en-US")} messages`,
          columns: [
            "contender",
            "missing from the feed",
            "refused to the caller",
            "429s",
            "KV writes per message",
            "KV reads per message",
          ],
          rows,
        },
      ],
      goals: [],
      ratios: { "KV writes per message": Number(rows[0]?.[4] ?? 0) },
    };
  },
};
