import { execFileSync } from "node:child_process";
import type { SeedResult } from "./run-seed.ts";
import { drawScenario } from "./scenario.ts";
import type { Shrunk } from "./shrink.ts";
import { SIMULATION_START_MS } from "./world.ts";

const LAST_EVENTS = 50;

/** Everything that somebody needs to see a failure again and to understand it. */
export function failureReport(result: SeedResult, shrunk: Shrunk, mutant: string | null): string {
  const violation = shrunk.result.violation ?? result.violation;
  if (violation === null) throw new Error("there is no failure to report");
  const { rates, ...scenario } = drawScenario(result.seed, shrunk.cut);
  const events = shrunk.result.trace
    .filter((event) => violation.key === null || event.key === violation.key)
    .slice(-LAST_EVENTS)
    .map(
      (event) => `  ${seconds(event.atMs)}  ${event.what.padEnd(8)} ${event.key} ${event.detail}`,
    );
  return [
    `seed ${result.seed} breaks ${violation.invariant}: ${violation.message}`,
    `commit ${commit()}`,
    `again: npm run sim -- --seed ${result.seed} --trace${mutant === null ? "" : ` --mutant ${mutant}`}`,
    `smallest scenario that still fails: ${JSON.stringify(scenario)}`,
    `with the faults ${[...rates.keys()].join(", ") || "none"}`,
    `last events${violation.key === null ? "" : ` of ${violation.key}`}:`,
    ...events,
  ].join("\n");
}

const seconds = (atMs: number): string =>
  `${((atMs - SIMULATION_START_MS) / 1_000).toFixed(3).padStart(10)} s`;

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown (no git checkout)";
  }
}
