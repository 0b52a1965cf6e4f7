import * as z from "zod/mini";
import { checkAgainst } from "../shared/check-against.ts";
import { Key } from "../shared/key.ts";
import { err, ok, type Result } from "../shared/result.ts";
import { Tag } from "../shared/tags.ts";
import { Namespace, OnFailure, Priority } from "../shared/write-intent.ts";

/** A write as `POST /v1/intents` takes it. */
export type ImportedIntent = {
  /** Of the letter: what a later version of a key was, stays later. */
  readonly oldVersion: string;
  readonly body: object;
};

export type BadLine = { readonly line: number; readonly problem: string };

export type ParsedExport = {
  readonly intents: readonly ImportedIntent[];
  readonly bad: readonly BadLine[];
};

const delivery = {
  priority: z.exactOptional(Priority),
  onFailure: z.exactOptional(OnFailure),
};
const named = { version: z.string(), namespace: Namespace, key: Key };

const PutContent = z.object({
  ...delivery,
  value: z.exactOptional(z.string()),
  valueBase64: z.exactOptional(z.base64("expected base64 with padding")),
  payload: z.exactOptional(z.unknown()),
  expiration: z.exactOptional(z.int().check(z.positive())),
  metadata: z.exactOptional(z.json()),
  contentType: z.exactOptional(z.string()),
  tags: z.exactOptional(z.array(Tag)),
});

/** Members that are not named here, such as reason and times, say nothing about the write. */
const Line = z.discriminatedUnion("op", [
  z.object({ op: z.literal("put"), ...named, content: PutContent }),
  z.object({ op: z.literal("delete"), ...named, content: z.object(delivery) }),
  z.object({
    op: z.literal("touch"),
    ...named,
    content: z.object({ ...delivery, expiration: z.int().check(z.positive()) }),
  }),
]);
type Line = z.infer<typeof Line>;

/** The lines of `dlq export` as new writes, in the order of their old versions. */
export function parseExported(text: string, nowMs: number): ParsedExport {
  const intents: ImportedIntent[] = [];
  const bad: BadLine[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = parseLine(line, nowMs);
    if (parsed.ok) intents.push(parsed.value);
    else bad.push({ line: index + 1, problem: parsed.error });
  }
  const inOrder = intents.toSorted((a, b) =>
    a.oldVersion < b.oldVersion ? -1 : Number(a.oldVersion > b.oldVersion),
  );
  return { intents: inOrder, bad };
}

function parseLine(line: string, nowMs: number): Result<ImportedIntent, string> {
  const json = parseJson(line);
  if (!json.ok) return json;
  const checked = checkAgainst(Line, json.value);
  if (!checked.ok) {
    const isUnreadable = z
      .object({ reason: z.literal("unreadable") })
      .safeParse(json.value).success;
    if (isUnreadable) return err("a message that could not be read is no write");
    const [issue] = checked.error;
    return err(`${issue?.path.join(".") || "the line"}: ${issue?.message ?? "not understood"}`);
  }
  const problem = contentProblem(checked.value, nowMs);
  if (problem !== null) return err(problem);
  const { op, namespace, key, content, version } = checked.value;
  return ok({ oldVersion: version, body: { op, namespace, key, ...content } });
}

function contentProblem({ op, content }: Line, nowMs: number): string | null {
  if ("expiration" in content && content.expiration !== undefined) {
    if (content.expiration * 1_000 <= nowMs) return "its life is over (expiration)";
  }
  if (op !== "put") return null;
  const { payload, value, valueBase64 } = content;
  if (payload !== undefined) return "its value lies in R2 and not in the line: replay the letter";
  if ((value === undefined) === (valueBase64 === undefined)) {
    return "content: expected exactly one of value and valueBase64";
  }
  return null;
}

function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err("not JSON");
  }
}
