import type { Example } from "../support/example.ts";
import { withSluice } from "../support/with-sluice.ts";
import { drive, type Load } from "./drive.ts";
import { judge } from "./judge.ts";
import { PLACES } from "./src/feed.ts";

const LOADS: Readonly<Record<"full" | "small", Load>> = {
  full: { comments: 1_000, durationMs: 60_000, length: 500 },
  small: { comments: 70, durationMs: 4_000, length: 50 },
};

export const commentsFeed: Example = {
  name: "comments-feed",
  summary: "a list of the newest 500 under 1,000 writers",
  run: async (size, say) => {
    const load = LOADS[size];
    const worker = {
      configPath: "examples/comments-feed/wrangler.toml",
      bindingOverrides: { DIRECT: "strict-kv" },
      vars: { LIST_LENGTH: load.length },
    };
    return withSluice({ others: [worker], vars: { VIEWS: viewsOf(load) } }, async (sluice) => {
      const seconds = load.durationMs / 1_000;
      say(`${load.comments} comments in ${seconds} s, past Sluice and through it …`);
      return judge(await drive(sluice, load), load);
    });
  },
};

/** Over three seconds: with exactly three, a write that starts late can make 21 of a minute. */
const INTERVAL_MS = 3_100;

/** The setting of Sluice that makes the list. */
const viewsOf = ({ length }: Load): string =>
  JSON.stringify([
    {
      prefix: PLACES.after.prefix,
      key: PLACES.after.list,
      sortBy: "timestamp",
      limit: length,
      intervalMs: INTERVAL_MS,
    },
  ]);
