import * as z from "zod/mini";
import en from "zod/v4/locales/en.js";
import { err, ok, type Result } from "./result.ts";

const english = { error: en().localeError };

/**
 * A value from outside as its schema makes it, or every mistake in it, for whoever sent it. A schema by
 * itself says only "Invalid input" of what it has no words of its own for.
 */
export function checkAgainst<Schema extends z.core.$ZodType>(
  schema: Schema,
  given: unknown,
): Result<z.output<Schema>, readonly z.core.$ZodIssue[]> {
  const parsed = z.safeParse(schema, given, english);
  return parsed.success ? ok(parsed.data) : err(parsed.error.issues);
}
