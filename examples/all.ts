import { commentsFeed } from "./comments-feed/example.ts";
import { retryMigration } from "./retry-migration/example.ts";
import { sessionsAndAnalytics } from "./sessions-and-analytics/example.ts";
import type { Example } from "./support/example.ts";
import { tradingResults } from "./trading-results/example.ts";
import { videoCache } from "./video-cache/example.ts";

/** In the order of the list. */
export const EXAMPLES: readonly Example[] = [
  retryMigration,
  videoCache,
  sessionsAndAnalytics,
  commentsFeed,
  tradingResults,
];
