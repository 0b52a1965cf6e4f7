import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { CHROMIUM_HELP, findChromium } from "./scripts/find-chromium.ts";

/**
 * Where time is real and belongs to other processes, too: a second try, which the last lines of
 * `npm test` tell of. Everywhere else a test that fails once has failed.
 */
const REAL_TIME = { testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2, retry: 1 };

const BROWSER_PROJECT = {
  test: {
    name: "browser",
    include: ["test/browser/**/*.test.ts"],
    ...REAL_TIME,
    // Loading wrangler takes as long as a test: once for all files. Each starts a Sluice of its own.
    isolate: false,
    sequence: { groupOrder: 3 },
  },
};

const hasChromium = findChromium() !== null;
if (!hasChromium) console.warn(`\nSKIPPED: the project browser. ${CHROMIUM_HELP}\n`);

/**
 * Five projects: `node` for rules, the producer's app and the command line, in milliseconds;
 * `workerd` for Durable Objects and the consumer in the real runtime; `end-to-end` for both Workers
 * together; `simulation` for everything on virtual time; `browser` for the operations page in
 * Chromium, where there is one. Each of the last three has the machine for itself; most of end-to-end
 * and browser is waiting, so two of their files run at a time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/workerd/**",
            "test/end-to-end/**",
            "test/simulation/**",
            "test/browser/**",
          ],
          // Some start processes or read 100 MB, which takes seconds on a machine that is busy.
          testTimeout: 30_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.consumer.toml" } })],
        test: {
          name: "workerd",
          include: ["test/workerd/**/*.test.ts"],
          testTimeout: 30_000,
          // A line that an object logs as its file ends would be waited for without end:
          // https://github.com/cloudflare/workers-sdk/issues/15719.
          disableConsoleIntercept: true,
        },
      },
      {
        test: {
          name: "end-to-end",
          include: ["test/end-to-end/**/*.test.ts"],
          ...REAL_TIME,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      ...(hasChromium ? [BROWSER_PROJECT] : []),
    ],
  },
});
