import { EXAMPLES } from "../../examples/all.ts";
import type { Example } from "../../examples/support/example.ts";
import { conclude } from "./conclude.ts";
import { outcomeTable } from "./outcome-table.ts";

const USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

/** Runs the example that is named, or lists all; resolves to the exit status. */
async function main(names: readonly string[]): Promise<number> {
  const [name] = names;
  if (name === undefined || name === "--help" || name === "-h") {
    console.log(list().join("\n"));
    return 0;
  }
  const example = EXAMPLES.find((candidate) => candidate.name === name);
  if (names.length === 1 && example !== undefined) return runExample(example);
  console.error(`Expected the name of one example, found "${names.join(" ")}".\n`);
  console.error(list().join("\n"));
  return USAGE;
}

function list(): readonly string[] {
  const width = Math.max(...EXAMPLES.map(({ name }) => name.length));
  return [
    "npm run example -- <name> runs an example together with Sluice:",
    "",
    ...EXAMPLES.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
  ];
}

async function runExample(example: Example): Promise<number> {
  const startedAtMs = Date.now();
  console.log(`${example.name}: ${example.summary}\n`);
  try {
    const criteria = await example.run("full", (line) => console.log(`  ${line}`));
    const durationText = ((Date.now() - startedAtMs) / 1_000).toFixed(1);
    console.log(`\nAfter ${durationText} s\n\n${outcomeTable(criteria).join("\n")}\n`);
    const { line, exitStatus } = conclude(criteria);
    console.log(line);
    return exitStatus;
  } catch (error) {
    console.error(
      `\nThe example did not finish: ${error instanceof Error ? error.message : error}`,
    );
    return 1;
  }
}
