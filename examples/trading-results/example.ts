import type { Example } from "../support/example.ts";
import { withSluice } from "../support/with-sluice.ts";
import { drive, type Load } from "./drive.ts";
import { judge } from "./judge.ts";
import { judgeVirtualDays } from "./judge-virtual.ts";
import { PREFIXES } from "./src/analysis.ts";

const LOADS: Readonly<Record<"full" | "small", Load>> = {
  full: { runs: 20, budget: 60, readers: 4 },
  small: { runs: 5, budget: 30, readers: 4 },
};

/** As long as the team's cache in memory. */
const L1_TTL_SECONDS = JSON.stringify({ [PREFIXES.reports]: 300 });

export const tradingResults: Example = {
  name: "trading-results",
  summary: "a day within 1,000 writes, held over midnight",
  run: async (size, say) => {
    say("four days on virtual time, by the pipeline's own code …");
    const virtual = await judgeVirtualDays();
    const load = LOADS[size];
    const options = {
      others: [
        {
          configPath: "examples/trading-results/wrangler.toml",
          bindingOverrides: { DIRECT: "strict-kv" },
        },
      ],
      vars: { DAILY_WRITE_BUDGET: load.budget, L1_TTL_SECONDS },
    };
    return withSluice(options, async (sluice) => {
      say(`${load.runs} runs by the real Workers, with ${load.budget} writes left of the day …`);
      const real = judge(await drive(sluice, load), load);
      return [
        ...virtual,
        ...real.map((criterion) => ({ ...criterion, text: `real: ${criterion.text}` })),
      ];
    });
  },
};
