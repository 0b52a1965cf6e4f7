import type { FinalState } from "../../shared/ledger/known-versions.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Receipt } from "../accept/receipt.ts";
import { MAX_WAIT_SECONDS } from "../wait/preferred-wait.ts";
import { type WaitServices, waitForStates } from "../wait/wait-for-states.ts";
import { type KvOperation, kvError } from "./kv-error.ts";

/** What Sluice adds to the options of a write. */
export type WaitOption = {
  /** Seconds, from 1 to 30, in which to wait for the end of the write. Default: not at all. */
  readonly wait?: number;
};

/** `state` is there when the write was waited for and has ended in time. */
export type WriteReceipt = Receipt & { readonly state?: FinalState };

/** The seconds to wait, or null; `waiting` is null where nobody can be asked how a write ends. */
export function checkWait(
  operation: KvOperation,
  options: unknown,
  waiting: WaitServices | null,
): Result<number | null, Error> {
  const wait: unknown =
    typeof options === "object" && options !== null ? Reflect.get(options, "wait") : undefined;
  if (wait === undefined) return ok(null);
  if (typeof wait !== "number" || !Number.isInteger(wait) || wait < 1 || wait > MAX_WAIT_SECONDS) {
    const detail = `Invalid wait. Expected a whole number of seconds from 1 to ${MAX_WAIT_SECONDS}.`;
    return err(kvError(operation, 400, detail));
  }
  if (waiting !== null) return ok(wait);
  const detail = "queuedKV cannot wait: it binds no ledger. Use a binding of SluiceKV instead.";
  return err(kvError(operation, 400, detail));
}

/** The receipt of an accepted write, with its final state if that is reached in time. */
export async function waitForReceipt(
  waiting: WaitServices | null,
  receipt: Receipt,
  seconds: number | null,
  askedAtMs: number,
): Promise<WriteReceipt> {
  if (waiting === null || seconds === null) return receipt;
  const untilMs = askedAtMs + seconds * 1_000;
  // A caller over RPC that has gone cannot be told from one that waits.
  const { signal } = new AbortController();
  const [state] = (await waitForStates(waiting, [receipt], untilMs, signal)) ?? [];
  return state === undefined ? receipt : { ...receipt, state };
}
