import { err, ok, type Result } from "../../shared/result.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { Problem } from "../problems.ts";
import { markWrites } from "../read/mark-writes.ts";
import type { Acceptance, AcceptServices } from "./acceptance.ts";
import { digestContent } from "./digest-content.ts";
import { removePayloads } from "./enclose-all.ts";
import { encloseValue } from "./enclose-value.ts";
import { type Receipt, receiptOf, unconfirmed } from "./receipt.ts";
import { receiveValue } from "./receive-value.ts";
import { sendIntents } from "./send-intents.ts";
import { type AcceptStamp, type PutDraft, putIntent } from "./write-draft.ts";

/** A value as it comes in: in memory already, or still on its way. */
export type IncomingValue =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | {
      readonly kind: "stream";
      /** Null is an empty value. */
      readonly stream: ReadableStream<Uint8Array> | null;
      /** Exact, or null when nobody knows. */
      readonly declaredBytes: number | null;
      /** What shows only behind the value: the parts of a form that follow it. */
      readonly trailing?: () => Promise<Result<Pick<PutDraft, "metadata">, Problem>>;
    };

/**
 * Accepts a value whose draft is right: stamps its version, stores what is too large for a message,
 * and gives the receipt once the queue has confirmed. `unconfirmed` may still take effect.
 */
export async function acceptPut(
  { services, background, signal }: Acceptance,
  draft: PutDraft,
  value: IncomingValue,
): Promise<Result<Receipt, Problem>> {
  const refusal = await services.backlogCap.refusal();
  if (refusal !== null) return err(refusal);
  // Stamped before the value, since a large one is stored under its version while it arrives.
  const stamp = { version: services.versions.next(), acceptedAtMs: services.clock.now() };
  const intent = await takeIn(services, draft, stamp, value);
  if (!intent.ok) return intent;
  // A payload stays when the send fails: the message may be in the queue all the same. What no
  // message refers to is swept once no queue can deliver it any more.
  const lost = await sendIntents(services, [intent.value], signal);
  if (lost.size > 0) return err(unconfirmed());
  background(markWrites(services, [intent.value]));
  return ok(receiptOf(intent.value));
}

async function takeIn(
  services: AcceptServices,
  draft: PutDraft,
  stamp: AcceptStamp,
  value: IncomingValue,
): Promise<Result<WriteIntent, Problem>> {
  if (value.kind === "bytes") return encloseValue(services, draft, stamp, value.bytes);
  const { namespace, key } = draft;
  const name = { namespace, key, version: stamp.version };
  const received = await receiveValue(services, value, name);
  if (!received.ok) return received;
  const trailing = await (value.trailing ?? nothingFollows)();
  if (received.value.kind === "bytes") {
    if (!trailing.ok) return trailing;
    return encloseValue(services, { ...draft, ...trailing.value }, stamp, received.value.bytes);
  }
  const whole = trailing.ok ? { ...draft, ...trailing.value } : draft;
  const digest = await digestContent(services, whole, received.value.sha256);
  const intent = putIntent(whole, stamp, received.value, digest);
  if (trailing.ok) return ok(intent);
  await removePayloads(services, [intent]);
  return trailing;
}

const nothingFollows = async () => ok({});
