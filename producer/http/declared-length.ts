import { err, ok, type Result } from "../../shared/result.ts";
import { type Problem, problem } from "../problems.ts";

/** The bytes that `Content-Length` announces; null when it is absent. */
export function declaredLength(headers: Headers): Result<number | null, Problem> {
  const text = headers.get("Content-Length");
  if (text === null) return ok(null);
  if (/^\d{1,15}$/.test(text)) return ok(Number(text));
  const errors = [{ header: "Content-Length", detail: "expected a number of bytes" }];
  return err(problem("malformed-header", "Content-Length cannot be read", { errors }));
}
