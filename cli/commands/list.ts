import { type Command, Option } from "commander";
import { MAX_LIST_KEYS } from "../../shared/limits.ts";
import { ok, type Result } from "../../shared/result.ts";
import { KeyList } from "../api-schemas.ts";
import { parseCount } from "../argument-parsers.ts";
import { formatAge } from "../duration.ts";
import { escapeControl, escapeControlInJson } from "../escape-control.ts";
import { EXIT } from "../exit-status.ts";
import type { Failure } from "../failure.ts";
import type { HttpClient } from "../http-client.ts";
import { presentPages } from "../present-pages.ts";
import type { Presentation, Runner, Session } from "../session.ts";
import { tableLines } from "../table.ts";
import { counted } from "../words.ts";
import type { Outcome } from "../world.ts";

type ListOptions = { readonly limit: number; readonly cursor?: string; readonly all?: boolean };
type ListedKey = KeyList["keys"][number];

export function addList(parent: Command, run: Runner): void {
  parent
    .command("list")
    .summary("list keys")
    .description("List the keys of a namespace, as KV has them now.")
    .argument("[prefix]", "only keys that start with this")
    .option("--limit <count>", "keys of one page", parseCount(MAX_LIST_KEYS), 100)
    .addOption(new Option("--cursor <cursor>", "go on where a page ended").conflicts("all"))
    .option("--all", "every page")
    .action((prefix: string | undefined, options: ListOptions, command: Command) =>
      run(command, (session) => list(session, prefix, options)),
    );
}

async function list(
  session: Session,
  prefix: string | undefined,
  options: ListOptions,
): Promise<Outcome> {
  const api = await session.connect();
  if (!api.ok) return api;
  const limit = options.all === true ? MAX_LIST_KEYS : options.limit;
  const listed = await presentPages(session, {
    first: options.cursor,
    wantsAll: options.all === true,
    read: (cursor) => readPage(api.value, session.namespace, { prefix, limit, cursor }),
    next: nextCursor,
    countOf: ({ keys }) => keys.length,
    join: (pages, last) => ({ ...last, keys: pages.flatMap(({ keys }) => keys) }),
    presentationOf,
  });
  if (!listed.ok) return listed;
  await talkAboutRest(session, listed.value.count, prefix, nextCursor(listed.value.last));
  return ok(EXIT.ok);
}

const nextCursor = (page: KeyList): string | undefined =>
  page.list_complete ? undefined : page.cursor;

const presentationOf = (page: KeyList): Presentation => ({
  document: page,
  terminal: (view) =>
    page.keys.length === 0 ? [] : tableLines(COLUMNS, page.keys.map(toCells(view.nowMs)), view),
  plain: () =>
    page.keys.map((key) => [key.name, key.expiration?.toString() ?? "", metadataText(key)]),
});

const readPage = (
  api: HttpClient,
  namespace: string,
  query: { prefix: string | undefined; limit: number; cursor: string | undefined },
): Promise<Result<KeyList, Failure>> =>
  api.sendForJson(
    {
      method: "GET",
      path: `/v1/kv/${encodeURIComponent(namespace)}`,
      query: { ...query, limit: String(query.limit) },
    },
    KeyList,
  );

const COLUMNS = [
  { header: "KEY", canShrink: true },
  { header: "EXPIRES" },
  { header: "METADATA", canShrink: true },
] as const;

const toCells = (nowMs: number) => (key: ListedKey) => [
  escapeControl(key.name),
  key.expiration === undefined
    ? "-"
    : formatAge(new Date(key.expiration * 1_000).toISOString(), nowMs),
  escapeControlInJson(metadataText(key)),
];

const metadataText = (key: ListedKey): string =>
  key.metadata === undefined || key.metadata === null ? "" : JSON.stringify(key.metadata);

async function talkAboutRest(
  session: Session,
  count: number,
  prefix: string | undefined,
  cursor: string | undefined,
): Promise<void> {
  if (cursor !== undefined) {
    await session.talk(`${counted(count, "key")}, and more: --all, or --cursor ${cursor}`);
  } else if (count === 0 && session.world.stderr.isTerminal) {
    await session.talk(`No keys${prefix === undefined ? "" : " with this prefix"}.`);
  }
}
