import * as z from "zod/mini";
import { checkAgainst } from "../../shared/check-against.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { type FieldError, type Problem, problem } from "../problems.ts";

/** The query of a route that takes none. */
export const NoQuery = z.strictObject({});

/** The query as one string per name; what is malformed or given twice is refused. */
export function parseQuery(url: string): Result<Readonly<Record<string, string>>, Problem> {
  const start = url.indexOf("?");
  const hash = url.indexOf("#");
  const text = start === -1 ? "" : url.slice(start + 1, hash === -1 ? undefined : hash);
  const given = new Map<string, string>();
  for (const pair of text.split("&").filter((part) => part !== "")) {
    const cut = pair.indexOf("=");
    const name = decode(cut === -1 ? pair : pair.slice(0, cut));
    const value = decode(cut === -1 ? "" : pair.slice(cut + 1));
    if (name === null || value === null) {
      const detail = "expected percent-encoded UTF-8";
      const errors = [{ parameter: name ?? "?", detail }];
      return err(problem("malformed-query", `the query: ${detail}`, { errors }));
    }
    if (given.has(name)) {
      const errors = [{ parameter: name, detail: "expected once, got it twice" }];
      return err(problem("invalid-request", "a query parameter is given twice", { errors }));
    }
    given.set(name, value);
  }
  return ok(Object.fromEntries(given));
}

/** The query by its schema; every wrong parameter is named. */
export function checkQuery<Schema extends z.core.$ZodType>(
  schema: Schema,
  given: Readonly<Record<string, string>>,
): Result<z.output<Schema>, Problem> {
  const checked = checkAgainst(schema, given);
  if (checked.ok) return checked;
  const errors = checked.error.flatMap(parameterErrors);
  return err(problem("invalid-request", "the query is refused: see errors", { errors }));
}

function parameterErrors(issue: z.core.$ZodIssue): readonly FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((parameter) => ({ parameter, detail: "no such query parameter" }));
  }
  return [{ parameter: String(issue.path[0] ?? "?"), detail: issue.message }];
}

export const yesOrNo = z.lazy(() =>
  z.pipe(
    z.pipe(
      z.enum(["true", "false"], "expected true or false"),
      z.transform((text) => text === "true"),
    ),
    z.boolean(),
  ),
);

/** A whole number in a query, within bounds. */
export const wholeNumber = (min: number, max: number) => {
  const message = `expected a whole number from ${min} to ${max}`;
  const digits = z.string().check(z.regex(/^\d{1,15}$/, message));
  return z.pipe(
    z.pipe(digits, z.transform(Number)),
    z.int().check(z.minimum(min, message), z.maximum(max, message)),
  );
};

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch {
    return null;
  }
}
