import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { DeadLetterInFull } from "../api-schemas.ts";
import { parseText } from "../argument-parsers.ts";
import { formatAge } from "../duration.ts";
import { escapeControl, escapeControlInJson, printable } from "../escape-control.ts";
import { EXIT } from "../exit-status.ts";
import type { Runner, Session, View } from "../session.ts";
import { truncateMiddle, wrapWords } from "../text-width.ts";
import { formatBytes } from "../words.ts";
import type { Outcome } from "../world.ts";

export function addDlqShow(parent: Command, run: Runner): void {
  parent
    .command("show")
    .summary("show a dead letter")
    .description("Show a dead letter. --json prints all of it.")
    .argument("<id>", "id, as `dlq list` prints it", parseText)
    .action((id: string, _options: unknown, command: Command) =>
      run(command, (session) => dlqShow(session, id)),
    );
}

async function dlqShow(session: Session, id: string): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const letter = await api.value.sendForJson(
    { method: "GET", path: `/v1/dead-letters/${encodeURIComponent(id)}` },
    DeadLetterInFull,
  );
  if (!letter.ok) return letter;
  await session.present({
    document: letter.value,
    terminal: (view) => letterLines(letter.value, view),
    plain: () => Object.entries(letter.value).map(([name, value]) => [name, textOf(value)]),
  });
  return ok(EXIT.ok);
}

const LABELS: Readonly<Record<string, string>> = {
  id: "ID",
  version: "Version",
  namespace: "Namespace",
  key: "Key",
  op: "Operation",
  reason: "Reason",
  detail: "Detail",
  failures: "Failures",
  firstSeenAt: "First seen",
  lastSeenAt: "Last seen",
  sizeBytes: "Size",
};

function letterLines(letter: DeadLetterInFull, view: View): readonly string[] {
  const entries = Object.entries(letter);
  const labels = entries.map(([name]) => LABELS[name] ?? printable(name));
  const indent = Math.max(...labels.map((label) => label.length)) + 2;
  return entries.flatMap(([name, value], index) => {
    const label = (labels[index] ?? "").padEnd(indent);
    return cellLines(name, value, view, view.columns - indent).map(
      (line, at) => (at === 0 ? view.style.bold(label) : " ".repeat(indent)) + line,
    );
  });
}

/** The detail is prose and wrapped; everything else keeps to its line. */
function cellLines(name: string, value: unknown, view: View, width: number): readonly string[] {
  switch (name) {
    case "detail":
      return wrapWords(printable(textOf(value)), width);
    case "firstSeenAt":
    case "lastSeenAt":
      return [`${escapeControl(textOf(value))} (${formatAge(textOf(value), view.nowMs)})`];
    case "sizeBytes":
      return [formatBytes(Number(value))];
    default:
      return [truncateMiddle(cellText(value), width)];
  }
}

const cellText = (value: unknown): string =>
  typeof value === "string" ? escapeControl(value) : escapeControlInJson(textOf(value));

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);
