import type { KeyFacts } from "../model/key-verdict.ts";
import type { DeadLetter, KeyStatus, NamedKey } from "./answers.ts";
import type { Answer, Api } from "./api.ts";
import { letterPages } from "./letter-pages.ts";

/** The API finds letters by a prefix of their key: those of longer keys come between. */
const PAGE_LETTERS = "1000";
const MAX_PAGES = 10;

/** Asks the ledger, KV and the dead-letter store of one key. */
export async function lookUpKey(api: Api, name: NamedKey): Promise<Answer<KeyFacts>> {
  const { namespace, key } = name;
  const path = `/v1/status/${encodeURIComponent(namespace)}/${encodeURIComponent(key)}`;
  const [first, stored, found] = await Promise.all([
    api.get<KeyStatus>(path),
    api.storedVersion(namespace, key),
    findLetters(api, name),
  ]);
  if (first.kind !== "answered") return first;
  if (stored.kind !== "answered") return stored;
  if (found.kind !== "answered") return found;
  const version = first.body.newest?.version;
  const status = version === undefined ? first : await api.get<KeyStatus>(path, { version });
  if (status.kind !== "answered") return status;
  return {
    kind: "answered",
    body: { status: status.body, stored: stored.body, ...found.body },
  };
}

type Found = Pick<KeyFacts, "letters" | "isEveryLetterSeen">;

async function findLetters(api: Api, { namespace, key }: NamedKey): Promise<Answer<Found>> {
  const letters: DeadLetter[] = [];
  let pages = 0;
  let isEveryLetterSeen = false;
  for await (const page of letterPages(api, { namespace, keyPrefix: key, limit: PAGE_LETTERS })) {
    if (page.kind !== "answered") return page;
    letters.push(...page.body.deadLetters.filter((letter) => letter.key === key));
    isEveryLetterSeen = page.body.cursor === undefined;
    pages += 1;
    if (pages === MAX_PAGES) break;
  }
  return { kind: "answered", body: { letters, isEveryLetterSeen } };
}
