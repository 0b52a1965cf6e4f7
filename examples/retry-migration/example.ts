import type { Example } from "../support/example.ts";
import { withSluice } from "../support/with-sluice.ts";
import { drive } from "./drive.ts";
import { judge } from "./judge.ts";

const LOADS = {
  full: { videos: 10, revisions: 12, injected429s: 20 },
  small: { videos: 3, revisions: 4, injected429s: 4 },
} as const;

export const retryMigration: Example = {
  name: "retry-migration",
  summary: "a retry loop against Sluice, under the same 429s",
  run: async (size, say) => {
    const load = LOADS[size];
    const worker = {
      configPath: "examples/retry-migration/wrangler.toml",
      bindingOverrides: { DIRECT: "strict-kv" },
    };
    return withSluice({ others: [worker] }, async (sluice) => {
      say(`${load.revisions} revisions of ${load.videos} videos, past Sluice and through it …`);
      return judge(await drive(sluice, load));
    });
  },
};
