import { TEST_TOKEN } from "../../test/support/test-token.ts";
import type { Example } from "../support/example.ts";
import { withSluice } from "../support/with-sluice.ts";
import { drive } from "./drive.ts";
import { judge } from "./judge.ts";

const LOADS = {
  full: { crowd: 200, library: 20 },
  small: { crowd: 40, library: 3 },
} as const;

const WORKERS = {
  vars: { SOURCES: JSON.stringify({ "video:": { binding: "TRANSFORMER" } }) },
  services: { TRANSFORMER: "video-transformer" },
  others: [
    {
      configPath: "examples/video-cache/wrangler.toml",
      secrets: { SLUICE_TOKEN: TEST_TOKEN },
    },
    "examples/video-cache/transformer/wrangler.toml",
  ],
};

export const videoCache: Example = {
  name: "video-cache",
  summary: "transformed videos, read through the cache",
  run: async (size, say) =>
    withSluice(WORKERS, async (sluice) => {
      say(`${LOADS[size].crowd} viewers of one variant, then a library of videos …`);
      return judge(await drive(sluice, LOADS[size]));
    }),
};
