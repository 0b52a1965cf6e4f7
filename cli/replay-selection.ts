import { ok, type Result } from "../shared/result.ts";
import { type DeadLetterFilter, type FilterOptions, readFilter } from "./dead-letter-filter.ts";
import { type Failure, fail } from "./failure.ts";
import type { Session } from "./session.ts";

/** Which letters, as the body of a replay says it. */
export type Selection =
  | { readonly ids: readonly string[] }
  | { readonly filter: DeadLetterFilter }
  | { readonly all: true };

export type SelectionOptions = FilterOptions & { readonly all?: boolean };

/** IDs, or a filter, or all: exactly one of them, and none by accident. */
export function readSelection(
  session: Session,
  ids: readonly string[],
  options: SelectionOptions,
): Result<Selection, Failure> {
  const { all, reason, key, since, until } = options;
  const hasFilter = [reason, key, since, until].some((value) => value !== undefined);
  const ways = [ids.length > 0, hasFilter, all === true].filter(Boolean).length;
  if (ways !== 1) {
    return fail("usage", ways === 0 ? "Which dead letters?" : "Several ways to choose at once.", {
      details: ["Expected IDs, or a filter (--reason, --key, --since, --until), or --all."],
      next: "sluice dlq list shows what there is",
    });
  }
  if (ids.length > 0) return ok({ ids });
  const filter = readFilter(session, options);
  if (!filter.ok) return filter;
  const isEmpty = Object.keys(filter.value).length === 0;
  return ok(isEmpty ? { all: true } : { filter: filter.value });
}
