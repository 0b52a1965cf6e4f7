import { type Command, Option } from "commander";
import { ok } from "../../shared/result.ts";
import { type DeadLetter, DeadLetterPage } from "../api-schemas.ts";
import { parseCount } from "../argument-parsers.ts";
import { addFilterOptions, type FilterOptions, readFilter } from "../dead-letter-filter.ts";
import { formatDuration } from "../duration.ts";
import { escapeControl } from "../escape-control.ts";
import { EXIT } from "../exit-status.ts";
import { presentPages } from "../present-pages.ts";
import type { Presentation, Runner, Session, View } from "../session.ts";
import { tableLines } from "../table.ts";
import { counted, formatCount } from "../words.ts";
import type { Outcome } from "../world.ts";

type ListOptions = FilterOptions & {
  readonly limit: number;
  readonly cursor?: string;
  readonly all?: boolean;
};

const MAX_LIMIT = 1_000;

export function addDlqList(parent: Command, run: Runner): void {
  const command = parent
    .command("list")
    .summary("list dead letters")
    .description("List dead letters.");
  addFilterOptions(command)
    .option("--limit <count>", "letters of one page", parseCount(MAX_LIMIT), 50)
    .addOption(new Option("--cursor <cursor>", "go on where a page ended").conflicts("all"))
    .option("--all", "every page")
    .action((options: ListOptions, self: Command) =>
      run(self, (session) => dlqList(session, options)),
    );
}

async function dlqList(session: Session, options: ListOptions): Promise<Outcome> {
  const filter = readFilter(session, options);
  if (!filter.ok) return filter;
  const api = await session.connect();
  if (!api.ok) return api;
  const listed = await presentPages(session, {
    first: options.cursor,
    wantsAll: options.all === true,
    read: (cursor) =>
      api.value.sendForJson(
        {
          method: "GET",
          path: "/v1/dead-letters",
          query: { ...filter.value, limit: String(options.limit), cursor },
        },
        DeadLetterPage,
      ),
    next: (page) => page.cursor,
    countOf: ({ deadLetters }) => deadLetters.length,
    join: (pages, last) => ({
      ...last,
      deadLetters: pages.flatMap(({ deadLetters }) => deadLetters),
    }),
    presentationOf,
  });
  if (!listed.ok) return listed;
  const { count, last } = listed.value;
  await talkAboutRest(session, count, last.total, last.cursor);
  return ok(EXIT.ok);
}

const presentationOf = (page: DeadLetterPage): Presentation => ({
  document: page,
  terminal: (view) => letterLines(page.deadLetters, view),
  plain: () => page.deadLetters.map(plainCells),
});

/** Narrow on purpose: an id must stay whole to be copied, and the key gets what is left. */
function letterLines(letters: readonly DeadLetter[], view: View): readonly string[] {
  if (letters.length === 0) return [];
  const isMixed = letters.some((letter) => (letter.namespace ?? "default") !== "default");
  const columns = [
    { header: "ID" },
    { header: "REASON" },
    ...(isMixed ? [{ header: "NAMESPACE", canShrink: true } as const] : []),
    { header: "KEY", canShrink: true } as const,
    { header: "FAILS", align: "right" } as const,
    { header: "SEEN", align: "right" } as const,
  ];
  const rows = letters.map((letter) => [
    escapeControl(letter.id),
    escapeControl(letter.reason),
    ...(isMixed ? [escapeControl(letter.namespace ?? "-")] : []),
    letter.key === undefined ? "-" : escapeControl(letter.key),
    formatCount(letter.failures),
    formatDuration(view.nowMs - Date.parse(letter.lastSeenAt)),
  ]);
  return tableLines(columns, rows, view);
}

const plainCells = (letter: DeadLetter): readonly string[] => [
  letter.id,
  letter.reason,
  letter.namespace ?? "",
  letter.key ?? "",
  letter.op ?? "",
  String(letter.failures),
  letter.firstSeenAt,
  letter.lastSeenAt,
  String(letter.sizeBytes),
  letter.detail,
];

async function talkAboutRest(
  session: Session,
  count: number,
  total: number,
  cursor: string | undefined,
): Promise<void> {
  if (cursor !== undefined) {
    const shown = `${formatCount(count)} of ${counted(total, "dead letter")}`;
    await session.talk(`${shown}; more: --all, or --cursor ${cursor}`);
  } else if (session.world.stderr.isTerminal && !session.wantsJson) {
    await session.talk(
      count === 0
        ? "No dead letters."
        : `${counted(total, "dead letter")}. Next: sluice dlq show ID, sluice dlq replay ID`,
    );
  }
}
