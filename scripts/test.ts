import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM_HELP } from "./find-chromium.ts";
import {
  failuresOf,
  type SuiteResult,
  sumResults,
  totalOf,
  unsteadyOf,
  type VitestReport,
} from "./sum-results.ts";
import { ROOT } from "./wrangler-command.ts";

const STATIC_CHECKS = [
  { name: "format and lint", command: ["@biomejs/biome/bin/biome", "check"] },
  { name: "types of the Workers", command: ["typescript/bin/tsc", "-p", "tsconfig.json"] },
  { name: "types of the operations page", command: ["typescript/bin/tsc", "-p", "producer/ops"] },
  { name: "types of all", command: ["typescript/bin/tsc", "-p", "test/tsconfig.json"] },
];

const checked = STATIC_CHECKS.map(runStaticCheck);
const tested = runVitest();
const suites = [...checked, ...tested.suites];
const total = totalOf(suites);
console.log("");
// Again at the end, where it is found without scrolling, or when only the end is kept.
for (const failure of tested.failures) console.log(`failed: ${failure}`);
for (const test of tested.unsteady) console.log(`passed on its second try: ${test}`);
for (const suite of suites) {
  const mark = suite.failed === 0 ? "ok    " : "FAILED";
  console.log(`${mark} ${suite.name}: ${suite.passed} passed, ${suite.failed} failed`);
}
// Counted neither as passed nor as failed: what did not run proves nothing.
if (!suites.some(({ name }) => name === "browser"))
  console.log(`SKIPPED browser: none of it was run. ${CHROMIUM_HELP}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function runStaticCheck(check: { name: string; command: readonly string[] }): SuiteResult {
  console.log(`\n— ${check.name}`);
  const isFine = run(check.command) === 0;
  return { name: check.name, passed: isFine ? 1 : 0, failed: isFine ? 0 : 1 };
}

type Tested = {
  readonly suites: readonly SuiteResult[];
  readonly failures: readonly string[];
  readonly unsteady: readonly string[];
};

function runVitest(): Tested {
  console.log("\n— tests");
  const folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
  const path = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${path}`];
    const status = run(["vitest/vitest.mjs", "run", ...reporters]);
    const report = JSON.parse(readFileSync(path, "utf8")) as VitestReport;
    const suites = sumResults(report);
    // An error outside of any test, or no test at all: nobody else would count it.
    const isUncounted = status !== 0 && totalOf(suites).failed === 0;
    const uncounted = isUncounted ? [crashed(`vitest ended with status ${status}`)] : [];
    return {
      suites: [...suites, ...uncounted],
      failures: failuresOf(report),
      unsteady: unsteadyOf(report),
    };
  } catch (error) {
    const suites = [crashed(`vitest left no readable report (${String(error)})`)];
    return { suites, failures: [], unsteady: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const crashed = (name: string): SuiteResult => ({ name, passed: 0, failed: 1 });

function run(command: readonly string[]): number | null {
  const [script = "", ...args] = command;
  const file = join(ROOT, "node_modules", script);
  return spawnSync(process.execPath, [file, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
  }).status;
}
