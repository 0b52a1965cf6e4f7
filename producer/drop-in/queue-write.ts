import { err, ok, type Result } from "../../shared/result.ts";
import type { Priority } from "../../shared/write-intent.ts";
import { acceptDelete } from "../accept/accept-delete.ts";
import { acceptPut, type IncomingValue } from "../accept/accept-put.ts";
import type { PutDraft } from "../accept/write-draft.ts";
import { accessError, type DropInTarget, type Given, scopeError } from "./drop-in-target.ts";
import { incomingValue } from "./incoming-value.ts";
import { argumentError, type KvOperation, keyError, kvErrorOf } from "./kv-error.ts";
import { checkPriority } from "./priority-option.ts";
import { checkPutOptions } from "./put-options.ts";
import { checkWait, type WriteReceipt, waitForReceipt } from "./wait-option.ts";

export type WriteTarget = Pick<DropInTarget, "grant" | "acceptance" | "waiting">;

/** `KVNamespace.put` into the pipeline; resolves once the write is durably queued. */
export async function queuePut(target: WriteTarget, given: Given): Promise<WriteReceipt> {
  const askedAtMs = target.acceptance.services.clock.now();
  const wait = checkWait("PUT", given[2], target.waiting);
  if (!wait.ok) throw wait.error;
  const checked = checkPut(target, given);
  if (!checked.ok) throw checked.error;
  const { draft, value } = checked.value;
  const receipt = await acceptPut(target.acceptance, draft, value);
  if (!receipt.ok) throw kvErrorOf("PUT", receipt.error);
  return waitForReceipt(target.waiting, receipt.value, wait.value, askedAtMs);
}

/** `KVNamespace.delete` into the pipeline; resolves once the tombstone is durably queued. */
export async function queueDelete(target: WriteTarget, given: Given): Promise<WriteReceipt> {
  const askedAtMs = target.acceptance.services.clock.now();
  const wait = checkWait("DELETE", given[1], target.waiting);
  if (!wait.ok) throw wait.error;
  const key = given.length === 0 ? err(argumentError("delete", 1, "string")) : ok(String(given[0]));
  const checked = key.ok ? checkKey(target, "DELETE", key.value) : key;
  if (!checked.ok) throw checked.error;
  const priority = checkPriority("DELETE", given[1]);
  if (!priority.ok) throw priority.error;
  const receipt = await acceptDelete(target.acceptance, {
    op: "delete",
    ...travel(target, checked.value, priority.value),
  });
  if (!receipt.ok) throw kvErrorOf("DELETE", receipt.error);
  return waitForReceipt(target.waiting, receipt.value, wait.value, askedAtMs);
}

type CheckedPut = { readonly draft: PutDraft; readonly value: IncomingValue };

function checkPut(target: WriteTarget, given: Given): Result<CheckedPut, Error> {
  if (given.length === 0) return err(argumentError("put", 1, "string"));
  if (given.length === 1) return err(argumentError("put", 2, "string or Object"));
  const key = checkKey(target, "PUT", String(given[0]));
  if (!key.ok) return key;
  const options = checkPutOptions(given[2], target.acceptance.services.clock.now());
  if (!options.ok) return options;
  const priority = checkPriority("PUT", given[2]);
  if (!priority.ok) return priority;
  // Last, since it takes hold of a stream.
  const value = incomingValue(given[1]);
  if (!value.ok) return value;
  const fixed = { op: "put", contentType: undefined } as const;
  const draft = { ...fixed, ...travel(target, key.value, priority.value), ...options.value };
  return ok({ draft, value: value.value });
}

export function checkKey(
  { grant }: WriteTarget,
  operation: KvOperation,
  key: string,
): Result<string, Error> {
  const refusal =
    scopeError(operation, grant, "write") ??
    accessError(operation, grant, [key]) ??
    keyError(operation, key);
  return refusal === null ? ok(key) : err(refusal);
}

export const travel = ({ grant }: WriteTarget, key: string, priority: Priority) =>
  ({ namespace: grant.namespace, key, priority, onFailure: "dead-letter" }) as const;
