import type { Example } from "../support/example.ts";
import { withSluice } from "../support/with-sluice.ts";
import { drive } from "./drive.ts";
import { judge } from "./judge.ts";

const songs = (polls: number, song: string): readonly string[] => Array(polls).fill(song);

const LOADS = {
  full: {
    visits: 12,
    apartMs: 1_000,
    beatMs: 130,
    songs: [...songs(6, "So What"), ...songs(4, "Blue in Green")],
  },
  small: { visits: 2, apartMs: 0, beatMs: 30, songs: songs(4, "So What") },
} as const;

const WORKERS = {
  // The delay that the batches by hand had.
  vars: { PACE_MS: 5_000 },
  others: [
    {
      configPath: "examples/sessions-and-analytics/wrangler.toml",
      bindingOverrides: { NAMESPACE: "strict-kv" },
    },
  ],
};

export const sessionsAndAnalytics: Example = {
  name: "sessions-and-analytics",
  summary: "sessions, analytics and logs within the free plan",
  run: async (size, say) =>
    withSluice(WORKERS, async (sluice) => {
      const { visits } = LOADS[size];
      say(`${visits} visits that overlap, with four busy seconds each …`);
      return judge(await drive(sluice, LOADS[size]));
    }),
};
