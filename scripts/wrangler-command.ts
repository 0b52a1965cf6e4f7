import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

/** How to start wrangler without a shell, the same on every platform. */
export function wranglerCommand(args: readonly string[]): {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
} {
  return {
    file: process.execPath,
    args: [join(ROOT, "node_modules/wrangler/bin/wrangler.js"), ...args],
    env: { ...process.env, ...QUIET },
  };
}

/** No banner, no look for updates, no telemetry, no log files and no look-up of a `request.cf` that nobody reads. */
const QUIET = {
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_WRITE_LOGS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};
