import type { KeyFacts } from "../model/key-verdict.ts";
import type { DeadLetterPage, KeyStatus, NamedKey } from "./answers.ts";
import type { Answer, Api } from "./api.ts";

const MOST_LETTERS = "100";

/** Asks the ledger, KV and the dead-letter store of one key. */
export async function lookUpKey(api: Api, { namespace, key }: NamedKey): Promise<Answer<KeyFacts>> {
  const path = `/v1/status/${encodeURIComponent(namespace)}/${encodeURIComponent(key)}`;
  const [first, stored, letters] = await Promise.all([
    api.get<KeyStatus>(path),
    api.storedVersion(namespace, key),
    api.get<DeadLetterPage>("/v1/dead-letters", { namespace, keyPrefix: key, limit: MOST_LETTERS }),
  ]);
  if (first.kind !== "answered") return first;
  if (stored.kind !== "answered") return stored;
  if (letters.kind !== "answered") return letters;
  const version = first.body.newest?.version;
  const status = version === undefined ? first : await api.get<KeyStatus>(path, { version });
  if (status.kind !== "answered") return status;
  return {
    kind: "answered",
    body: {
      status: status.body,
      stored: stored.body,
      letters: letters.body.deadLetters.filter((letter) => letter.key === key),
    },
  };
}
