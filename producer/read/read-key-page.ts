import * as z from "zod/mini";
import { utf8Bytes } from "../../shared/key.ts";
import { allowsKey, allowsPrefix } from "../../shared/key-access.ts";
import { MAX_KEY_BYTES, MAX_LIST_KEYS } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import type { Token } from "../auth/token.ts";
import { wholeNumber } from "../http/query.ts";
import type { KeyPage, ListedKey, Services } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";

const MAX_CURSOR_LENGTH = 2_048;

/** What a list of keys may be asked for. */
export const PageQuery = z.lazy(() =>
  z.strictObject({
    prefix: z.exactOptional(
      z
        .string()
        .check(
          z.refine(
            (prefix) => utf8Bytes(prefix) <= MAX_KEY_BYTES,
            `expected at most ${MAX_KEY_BYTES} bytes`,
          ),
        ),
    ),
    limit: z.exactOptional(wholeNumber(1, MAX_LIST_KEYS)),
    cursor: z.exactOptional(
      z
        .string()
        .check(z.maxLength(MAX_CURSOR_LENGTH, "expected a cursor as the page before gave it")),
    ),
  }),
);

type PageRequest = z.output<typeof PageQuery> & { readonly namespace: string };

/**
 * A page of keys as KV has them, within what the caller may name. An empty prefix or cursor is none.
 */
export async function readKeyPage(
  services: Pick<Services, "values" | "report">,
  { access }: Pick<Token, "access">,
  { namespace, prefix = "", limit = MAX_LIST_KEYS, cursor = "" }: PageRequest,
): Promise<Result<KeyPage, Problem>> {
  if (!allowsPrefix(access, prefix)) {
    const detail = "expected a prefix inside one of the token's prefixes";
    return err(problem("key-forbidden", detail, { errors: [{ parameter: "prefix", detail }] }));
  }
  const request = { namespace, prefix, limit, cursor: cursor === "" ? null : cursor };
  const page = await reach(services, "KV", () => services.values.list(request));
  if (!page.ok) return page;
  if (page.value === "bad-cursor") {
    const detail = "expected a cursor as the page before gave it";
    return err(problem("malformed-cursor", detail, { errors: [{ parameter: "cursor", detail }] }));
  }
  // A cursor is KV's own and may come from a wider list.
  const keys = page.value.keys.filter(({ name }) => allowsKey(access, { namespace, key: name }));
  return ok({ ...page.value, keys });
}

/** A key as its reader sees it, without our stamp. */
export function listedKey(key: ListedKey) {
  const { metadata } = unstampMetadata(key.metadata);
  return {
    name: key.name,
    ...(key.expiration === null ? {} : { expiration: key.expiration }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}
