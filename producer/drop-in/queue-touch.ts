import { err, ok, type Result } from "../../shared/result.ts";
import { acceptTouch } from "../accept/accept-touch.ts";
import type { TouchDraft } from "../accept/write-draft.ts";
import type { Given } from "./drop-in-target.ts";
import { argumentError, kvError, kvErrorOf } from "./kv-error.ts";
import { checkPriority } from "./priority-option.ts";
import { checkExpiration } from "./put-options.ts";
import { checkKey, travel, type WriteTarget } from "./queue-write.ts";
import { checkWait, type WriteReceipt, waitForReceipt } from "./wait-option.ts";

/** When what a key holds is to end, by KV's rules: of both, the relative one counts. */
export type TouchOptions = {
  /** Seconds, at least 60. */
  readonly expirationTtl?: number;
  /** Epoch seconds. */
  readonly expiration?: number;
};

/** `touch(key, { expirationTtl })` into the pipeline; resolves once it is durably queued. */
export async function queueTouch(target: WriteTarget, given: Given): Promise<WriteReceipt> {
  const { acceptance, waiting } = target;
  const askedAtMs = acceptance.services.clock.now();
  const draft = checkTouch(target, given, askedAtMs);
  if (!draft.ok) throw draft.error;
  const wait = checkWait("TOUCH", given[1], waiting);
  if (!wait.ok) throw wait.error;
  const receipt = await acceptTouch(acceptance, draft.value);
  if (!receipt.ok) throw kvErrorOf("TOUCH", receipt.error);
  return waitForReceipt(waiting, receipt.value, wait.value, askedAtMs);
}

function checkTouch(target: WriteTarget, given: Given, nowMs: number): Result<TouchDraft, Error> {
  if (given.length === 0) return err(argumentError("touch", 1, "string"));
  const options = given[1];
  if (typeof options !== "object" || options === null) {
    return err(argumentError("touch", 2, "TouchOptions"));
  }
  const key = checkKey(target, "TOUCH", String(given[0]));
  if (!key.ok) return key;
  const expiration = checkExpiration("TOUCH", options, nowMs);
  if (!expiration.ok) return expiration;
  if (expiration.value === undefined) {
    return err(kvError("TOUCH", 400, "Expected expirationTtl or expiration."));
  }
  const priority = checkPriority("TOUCH", options);
  if (!priority.ok) return priority;
  const draft = travel(target, key.value, priority.value);
  return ok({ op: "touch", ...draft, expiration: expiration.value });
}
