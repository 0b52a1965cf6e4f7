import type * as z from "zod/mini";
import { checkAgainst } from "../../shared/check-against.ts";
import { allowsKey, type KeyAccess } from "../../shared/key-access.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { readJsonBody } from "../http/json-body.ts";
import { pathsOf, toPointer } from "../http/json-text.ts";
import { type FieldError, type Problem, problem } from "../problems.ts";
import { MAX_BULK_BODY_BYTES } from "./accept-bulk.ts";

/** A refusal names this many mistakes at most. */
const MAX_ERRORS = 100;

/** A bulk body in its frame: the items are still unchecked. */
export const readBulkBody = <Frame extends z.core.$ZodType>(
  request: Request,
  frame: Frame,
): Promise<Result<z.output<Frame>, Problem>> => readJsonBody(request, frame, MAX_BULK_BODY_BYTES);

export type Mistake = FieldError & { readonly pointer: string };

/** All or nothing: every item right and inside the token's reach, or the first hundred mistakes. */
export function checkItems<Item>(
  items: readonly unknown[],
  check: (item: unknown, place: string) => Result<Item, readonly Mistake[]>,
): Result<readonly Item[], Problem> {
  const mistakes: Mistake[] = [];
  const checked: Item[] = [];
  for (const [index, raw] of items.entries()) {
    const item = check(raw, `/${index}`);
    if (item.ok) checked.push(item.value);
    else mistakes.push(...item.error);
  }
  if (mistakes.length === 0) return ok(checked);
  const errors = mistakes.slice(0, MAX_ERRORS);
  return err(problem("invalid-request", "nothing of the request was accepted", { errors }));
}

/** An item by its schema. */
export function checkItem<Schema extends z.core.$ZodType>(
  schema: Schema,
  raw: unknown,
  place: string,
): Result<z.output<Schema>, readonly Mistake[]> {
  const checked = checkAgainst(schema, raw);
  if (checked.ok) return checked;
  return err(
    checked.error.flatMap((issue) =>
      pathsOf(issue).map((path) => ({ pointer: place + toPointer(path), detail: issue.message })),
    ),
  );
}

/** One key outside the token's prefixes refuses the whole request; it names how many there are. */
export function keysRefusal(
  access: KeyAccess,
  namespace: string,
  keys: readonly string[],
): Problem | null {
  const outside = keys.filter((key) => !allowsKey(access, { namespace, key })).length;
  if (outside === 0) return null;
  const detail = `${outside} of the keys lie outside the token's prefixes; nothing of the request was accepted`;
  return problem("key-forbidden", detail);
}
