import { err, ok, type Result } from "../../shared/result.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { detailOf } from "../events.ts";
import type { Problem } from "../problems.ts";
import type { AcceptServices } from "./acceptance.ts";
import { digestNothing } from "./digest-content.ts";
import { encloseValue } from "./enclose-value.ts";
import {
  type AcceptStamp,
  type DeleteDraft,
  deleteIntent,
  type PutDraft,
  type TouchDraft,
  touchIntent,
} from "./write-draft.ts";

/** One write of several, found to be right. */
export type CheckedWrite =
  | { readonly draft: PutDraft; readonly bytes: Uint8Array }
  | { readonly draft: DeleteDraft | TouchDraft; readonly bytes: null };

/**
 * The intents of many writes, taken one by one, so that a generator need not hold all their bytes.
 * Versions ascend in the order of the writes. If one value finds no place, none keeps its own.
 */
export async function encloseAll(
  services: AcceptServices,
  writes: Iterable<CheckedWrite>,
  acceptedAtMs: number,
): Promise<Result<readonly WriteIntent[], Problem>> {
  const intents: WriteIntent[] = [];
  for (const write of writes) {
    const stamp = { version: services.versions.next(), acceptedAtMs };
    const intent = await encloseOne(services, write, stamp);
    if (!intent.ok) {
      await removePayloads(services, intents);
      return err(intent.error);
    }
    intents.push(intent.value);
  }
  return ok(intents);
}

async function encloseOne(
  services: AcceptServices,
  { draft, bytes }: CheckedWrite,
  stamp: AcceptStamp,
): Promise<Result<WriteIntent, Problem>> {
  switch (draft.op) {
    case "delete":
      return ok(deleteIntent(draft, stamp, digestNothing(services, draft)));
    case "touch":
      return ok(touchIntent(draft, stamp));
    case "put":
      return encloseValue(services, draft, stamp, bytes ?? new Uint8Array());
  }
}

/** Only while no message was sent: nothing refers to them yet. */
export async function removePayloads(
  services: Pick<AcceptServices, "payloads" | "report">,
  intents: readonly WriteIntent[],
): Promise<void> {
  for (const intent of intents) {
    if (intent.op !== "put" || intent.value.kind !== "payload") continue;
    try {
      await services.payloads?.delete(intent.version);
    } catch (error) {
      const { version } = intent;
      services.report({ kind: "payload-left-behind", version, detail: detailOf(error) });
    }
  }
}
