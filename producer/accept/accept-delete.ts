import { err, ok, type Result } from "../../shared/result.ts";
import type { Problem } from "../problems.ts";
import { markWrites } from "../read/mark-writes.ts";
import type { Acceptance } from "./acceptance.ts";
import { digestNothing } from "./digest-content.ts";
import { type Receipt, receiptOf, unconfirmed } from "./receipt.ts";
import { sendIntents } from "./send-intents.ts";
import { type DeleteDraft, deleteIntent } from "./write-draft.ts";

/** Accepts a deletion: the receipt says that the queue has confirmed its tombstone. */
export async function acceptDelete(
  { services, background, signal }: Acceptance,
  draft: DeleteDraft,
): Promise<Result<Receipt, Problem>> {
  const refusal = await services.backlogCap.refusal();
  if (refusal !== null) return err(refusal);
  const stamp = { version: services.versions.next(), acceptedAtMs: services.clock.now() };
  const intent = deleteIntent(draft, stamp, digestNothing(services, draft));
  const lost = await sendIntents(services, [intent], signal);
  if (lost.size > 0) return err(unconfirmed());
  background(markWrites(services, [intent]));
  return ok(receiptOf(intent));
}
