import type { Command } from "commander";
import { ok, type Result } from "../shared/result.ts";
import { isExposed, resolveConnection } from "./connection.ts";
import { escapeControl, escapeControlInJson, printable } from "./escape-control.ts";
import type { Failure } from "./failure.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { unlessReaderGone } from "./reader-gone.ts";
import { type Style, styleFor } from "./style.ts";
import { wrapWords } from "./text-width.ts";
import type { Outcome, World } from "./world.ts";

/** What a command prints, once for each kind of reader. */
export type Presentation = {
  /** For `--json`: one document, the same members every time. */
  readonly document: unknown;
  /** For people: lines that fit the terminal. Control characters are escaped by the caller. */
  readonly terminal: (view: View) => readonly string[];
  /** For other programs: rows of raw cells, printed with tabs between. */
  readonly plain: () => readonly (readonly string[])[];
};

export type View = { readonly columns: number; readonly nowMs: number; readonly style: Style };

/** One run of one command: the world, and the options that every command has. */
export type Session = {
  readonly world: World;
  readonly namespace: string;
  /** The namespace as given; undefined when the default stands in for it. */
  readonly givenNamespace: string | undefined;
  readonly wantsJson: boolean;
  readonly connect: () => Promise<Result<HttpClient, Failure>>;
  /** All data of a command, on stdout. When nobody reads it, the command still has its status. */
  readonly present: (presentation: Presentation) => Promise<void>;
  /** A part of it, before the next one is fetched: there is none to fetch when nobody reads. */
  readonly presentPart: (presentation: Presentation) => Promise<void>;
  /** The same again in its place: the screen anew, or one more line of JSON or rows. */
  readonly redraw: (presentation: Presentation) => Promise<void>;
  /** Talk, on stderr. */
  readonly talk: (line: string) => Promise<void>;
};

export type CommonOptions = {
  readonly namespace?: string;
  readonly json?: boolean;
  readonly tokenFile?: string;
};

/** Gives a command its session and keeps what it came to. */
export type Runner = (
  command: Command,
  work: (session: Session) => Promise<Outcome>,
) => Promise<void>;

export function openSession(world: World, options: CommonOptions): Session {
  const talk = (line: string): Promise<void> => talkTo(world, line);
  const wantsJson = options.json === true;
  const presentPart = async (presentation: Presentation): Promise<void> => {
    const text = rendered(world, wantsJson, presentation);
    if (text !== "") await world.stdout.write(text);
  };
  return {
    world,
    namespace: options.namespace ?? "default",
    givenNamespace: options.namespace,
    wantsJson,
    connect: async () => {
      const connection = await resolveConnection(world, options.tokenFile);
      if (!connection.ok) return connection;
      if (isExposed(connection.value)) {
        await talk("warning: SLUICE_URL is plain http: the token travels unencrypted");
      }
      return ok(createHttpClient(world, connection.value));
    },
    present: (presentation) => unlessReaderGone(presentPart(presentation)),
    presentPart,
    redraw: (presentation) => world.stdout.write(redrawn(world, wantsJson, presentation)),
    talk,
  };
}

/** Rows of cells need no others, so that a long list is printed as it comes. */
export const printsRows = ({ world, wantsJson }: Session): boolean =>
  !wantsJson && !world.stdout.isTerminal;

/** Each line is cleared behind its text and the rest of the screen below, so nothing flickers. */
function redrawn(world: World, wantsJson: boolean, presentation: Presentation): string {
  if (wantsJson) return `${escapeControlInJson(JSON.stringify(presentation.document))}\n`;
  const text = rendered(world, false, presentation);
  if (!world.stdout.isTerminal) return `${text}\n`;
  return `\u001b[H${text.replaceAll("\n", "\u001b[K\n")}\u001b[J`;
}

function rendered(world: World, wantsJson: boolean, presentation: Presentation): string {
  if (wantsJson) {
    const json = JSON.stringify(presentation.document, null, 2);
    return `${escapeControlInJson(json)}\n`;
  }
  const lines = world.stdout.isTerminal
    ? presentation.terminal(viewOf(world))
    : presentation.plain().map((cells) => cells.map(escapeControl).join("\t"));
  return lines.map((line) => `${line}\n`).join("");
}

const viewOf = (world: World): View => ({
  columns: world.stdout.columns,
  nowMs: world.now(),
  style: styleFor(world.stdout, world.env),
});

async function talkTo(world: World, line: string): Promise<void> {
  const { isTerminal, columns } = world.stderr;
  const lines = isTerminal ? wrapWords(printable(line), columns) : [printable(line)];
  await world.stderr.write(lines.map((part) => `${part}\n`).join(""));
}
