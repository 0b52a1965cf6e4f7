import { Command, CommanderError, Option } from "commander";
import { parseNamespace } from "./argument-parsers.ts";
import { addDelete } from "./commands/delete.ts";
import { addDlq } from "./commands/dlq.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addGet } from "./commands/get.ts";
import { addList } from "./commands/list.ts";
import { addPause, addResume } from "./commands/pause.ts";
import { addPurge } from "./commands/purge.ts";
import { addPut } from "./commands/put.ts";
import { addStatus } from "./commands/status.ts";
import { addTokenNew } from "./commands/token-new.ts";
import { errorCode } from "./connection.ts";
import { printable } from "./escape-control.ts";
import { EXIT, type ExitStatus } from "./exit-status.ts";
import { exitStatusOf, fail } from "./failure.ts";
import { HELP_EPILOGUE } from "./help-epilogue.ts";
import { isReaderGone } from "./reader-gone.ts";
import { renderFailure } from "./render-failure.ts";
import { openSession, type Runner } from "./session.ts";
import { wrapWords } from "./text-width.ts";
import type { World } from "./world.ts";

/** Runs one command line, without the program's name; resolves to the status for the shell. */
export async function runSluice(args: readonly string[], world: World): Promise<ExitStatus> {
  try {
    return await runCommand(args[0] === "--version" ? ["-V"] : args, world);
  } catch (error) {
    return afterLostOutput(error, world);
  }
}

async function runCommand(args: readonly string[], world: World): Promise<ExitStatus> {
  const help = { stdout: "", stderr: "" };
  let status: ExitStatus = EXIT.ok;
  const runner: Runner = async (command, work) => {
    const outcome = await work(openSession(world, command.optsWithGlobals()));
    status = outcome.ok ? outcome.value : exitStatusOf(outcome.error);
    if (!outcome.ok) await world.stderr.write(renderFailure(outcome.error, world));
  };
  try {
    await buildProgram(world, help, runner).parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    status = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (help.stdout !== "") await world.stdout.write(help.stdout);
  if (help.stderr !== "") await world.stderr.write(help.stderr);
  return status;
}

/** Only writing to stdout lets a system error through; anything else is a broken invariant. */
async function afterLostOutput(error: unknown, world: World): Promise<ExitStatus> {
  if (!(error instanceof Error && "syscall" in error)) throw error;
  // `sluice list | head -1`: the reader has what it wanted, which is no failure.
  if (isReaderGone(error)) return EXIT.ok;
  const failure = fail("failure", `Writing to stdout failed (${errorCode(error)}).`).error;
  await world.stderr.write(renderFailure(failure, world));
  return exitStatusOf(failure);
}

function buildProgram(
  world: World,
  help: { stdout: string; stderr: string },
  runner: Runner,
): Command {
  const program = new Command("sluice")
    .description("Write to Workers KV through Sluice, and look after its backlog and dead letters.")
    .version(world.version, "-V", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addOption(
      new Option("-n, --namespace <name>", "namespace of the keys (default: default)").argParser(
        parseNamespace,
      ),
    )
    .option("--json", "print one JSON document")
    .option("--token-file <path>", "read the token from a file instead of SLUICE_TOKEN")
    .exitOverride()
    .showHelpAfterError("(sluice --help lists commands and options)")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => {
        help.stdout += text;
      },
      writeErr: (text) => {
        help.stderr += text;
      },
      outputError: (text, write) => write(wrapForStderr(text, world)),
      getOutHelpWidth: () => (world.stdout.isTerminal ? world.stdout.columns : 80),
      getErrHelpWidth: () => (world.stderr.isTerminal ? world.stderr.columns : 80),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText("after", HELP_EPILOGUE);
  const adders = [
    addStatus,
    addPut,
    addGet,
    addDelete,
    addList,
    addPurge,
    addDlq,
    addDoctor,
    addPause,
    addResume,
    addTokenNew,
  ];
  for (const add of adders) add(program, runner);
  return program;
}

function wrapForStderr(text: string, { stderr }: World): string {
  const width = stderr.isTerminal ? stderr.columns : Number.POSITIVE_INFINITY;
  const lines = text.trimEnd().split("\n");
  return lines
    .flatMap((line) => wrapWords(printable(line), width))
    .join("\n")
    .concat("\n");
}
