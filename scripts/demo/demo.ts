import { join } from "node:path";
import { runSluice } from "../../test/support/run-sluice.ts";
import { ROOT } from "../wrangler-command.ts";
import { collectInput } from "./collect-input.ts";
import { createProgress } from "./progress.ts";
import { reportDemo } from "./report.ts";
import { runPhases } from "./run-phases.ts";

process.exitCode = await demo();

/** Runs the whole pipeline on real files against strict KV; resolves to the exit status. */
async function demo(): Promise<number> {
  const startedAtMs = Date.now();
  const input = collectInput(join(ROOT, "node_modules"));
  console.log(
    "Sluice demo: both Workers with local queues, Durable Objects and R2, over a KV as strict\n" +
      "as Cloudflare's, which also fails now and then on purpose.\n" +
      `Input: ${input.small.length} package.json files and ${input.large.length} files over 128 KB.\n`,
  );
  const sluice = await runSluice({ kv: "strict", logs: "trusted" });
  try {
    const findings = await runPhases(sluice, input, createProgress(process.stderr));
    const { lines, checks } = reportDemo(findings);
    const durationText = ((Date.now() - startedAtMs) / 1_000).toFixed(1);
    console.log(`\nReport after ${durationText} s\n\n${lines.join("\n")}\n`);
    for (const check of checks) console.log(`  ${check.isMet ? "ok    " : "FAILED"} ${check.text}`);
    return checks.every((check) => check.isMet) ? 0 : 1;
  } catch (error) {
    console.error(`\nThe demo did not finish: ${error instanceof Error ? error.message : error}`);
    for (const line of sluice.logs().slice(-5)) console.error(`  ${line}`);
    return 1;
  } finally {
    await sluice.close();
  }
}
