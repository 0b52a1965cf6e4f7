import { err, ok, type Result } from "../../shared/result.ts";
import type { Problem } from "../problems.ts";
import type { Acceptance } from "./acceptance.ts";
import { type Receipt, receiptOf, unconfirmed } from "./receipt.ts";
import { sendIntents } from "./send-intents.ts";
import { type TouchDraft, touchIntent } from "./write-draft.ts";

/** Accepts a new end for what a key holds: the receipt says that the queue has confirmed it. */
export async function acceptTouch(
  { services, signal }: Acceptance,
  draft: TouchDraft,
): Promise<Result<Receipt, Problem>> {
  const refusal = await services.backlogCap.refusal();
  if (refusal !== null) return err(refusal);
  const stamp = { version: services.versions.next(), acceptedAtMs: services.clock.now() };
  const intent = touchIntent(draft, stamp);
  const lost = await sendIntents(services, [intent], signal);
  return lost.size > 0 ? err(unconfirmed()) : ok(receiptOf(intent));
}
