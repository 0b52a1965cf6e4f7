import type { Command } from "commander";
import { ok } from "../../shared/result.ts";
import { LetterWithContentPage } from "../api-schemas.ts";
import { addFilterOptions, type FilterOptions, readFilter } from "../dead-letter-filter.ts";
import { escapeControlInJson } from "../escape-control.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../failure.ts";
import type { Runner, Session } from "../session.ts";
import { counted } from "../words.ts";
import type { Outcome } from "../world.ts";

/** Pages of large letters are shorter. */
const PAGE_LETTERS = "200";

export function addDlqExport(parent: Command, run: Runner): void {
  const command = parent
    .command("export")
    .summary("print dead letters with their values, one JSON per line")
    .description(
      "Print dead letters with what they would have written, one JSON object per line (JSONL), for " +
        "`dlq import` or other programs. --json prints one document. Needs the scopes ops:read and " +
        "read. Of values that lie in R2 only hash and size are printed.",
    );
  addFilterOptions(command).action((options: FilterOptions, self: Command) =>
    run(self, (session) => dlqExport(session, options)),
  );
}

async function dlqExport(session: Session, options: FilterOptions): Promise<Outcome> {
  const filter = readFilter(session, options);
  if (!filter.ok) return filter;
  const api = await session.connect();
  if (!api.ok) return api;
  const document: object[] = [];
  let letters = 0;
  let large = 0;
  let cursor: string | undefined;
  do {
    const page = await api.value.sendForJson(
      {
        method: "GET",
        path: "/v1/dead-letters",
        query: { ...filter.value, values: "true", limit: PAGE_LETTERS, cursor },
      },
      LetterWithContentPage,
    );
    if (!page.ok) return page;
    if (page.value.cursor !== undefined && page.value.cursor === cursor) return cursorTwice();
    letters += page.value.deadLetters.length;
    large += page.value.deadLetters.filter(({ content }) => "payload" in content).length;
    if (session.wantsJson) document.push(...page.value.deadLetters);
    else await session.world.stdout.write(page.value.deadLetters.map(jsonLine).join(""));
    cursor = page.value.cursor;
  } while (cursor !== undefined);
  if (session.wantsJson) {
    await session.present({ document: { deadLetters: document }, terminal: none, plain: none });
  }
  return tell(session, letters, large);
}

const none = () => [];

const jsonLine = (letter: object): string => `${escapeControlInJson(JSON.stringify(letter))}\n`;

async function tell(session: Session, letters: number, large: number): Promise<Outcome> {
  if (large > 0) {
    await session.talk(
      `${counted(large, "large value")} in R2 left out: replay such letters, import cannot send them`,
    );
  }
  if (session.world.stderr.isTerminal) {
    await session.talk(`Exported ${counted(letters, "dead letter")}.`);
  }
  return ok(EXIT.ok);
}

const cursorTwice = () =>
  fail("failure", "The producer gave the same cursor twice, so the list cannot end.", {
    next: "run the command again",
  });
