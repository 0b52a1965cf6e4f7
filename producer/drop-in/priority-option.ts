import { err, ok, type Result } from "../../shared/result.ts";
import { Priority } from "../../shared/write-intent.ts";
import { type KvOperation, kvError } from "./kv-error.ts";

/** What Sluice adds to the options of a write. */
export type PriorityOption = {
  /** `immediate` waits for no batch. Default: `normal`. */
  readonly priority?: Priority;
};

export function checkPriority(operation: KvOperation, options: unknown): Result<Priority, Error> {
  const given: unknown =
    typeof options === "object" && options !== null ? Reflect.get(options, "priority") : undefined;
  if (given === undefined) return ok("normal");
  const priority = Priority.safeParse(given);
  if (priority.success) return ok(priority.data);
  return err(kvError(operation, 400, `Invalid priority. Expected "normal" or "immediate".`));
}
