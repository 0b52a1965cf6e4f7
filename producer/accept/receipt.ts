import * as z from "zod/mini";
import { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime } from "../http/json-response.ts";
import { type Problem, problem } from "../problems.ts";

const receiptFields = () => ({
  namespace: z.string(),
  key: z.string(),
  op: z.enum(["put", "delete", "touch"]),
  version: Version,
  acceptedAt: IsoTime,
});

export const acceptedFields = () => ({ ...receiptFields(), status: z.literal("accepted") });

/** The queue has confirmed the write, and R2 its large value. */
export const Receipt = z.lazy(() => z.object(acceptedFields()));
export type Receipt = z.infer<typeof Receipt>;

/** One of several writes when the queue confirmed only some. */
export const PartialReceipt = z.lazy(() =>
  z.object({
    ...receiptFields(),
    /** `unconfirmed`: it may still take effect; send it again. */
    status: z.enum(["accepted", "unconfirmed"]),
  }),
);
export type PartialReceipt = z.infer<typeof PartialReceipt>;

export const isConfirmed = (receipt: PartialReceipt): receipt is Receipt =>
  receipt.status === "accepted";

export const receiptOf = (intent: WriteIntent): Receipt => ({
  namespace: intent.namespace,
  key: intent.key,
  op: intent.op,
  version: intent.version,
  acceptedAt: isoTime(intent.acceptedAtMs),
  status: "accepted",
});

export const unconfirmed = (): Problem =>
  problem(
    "unconfirmed",
    "the queue did not confirm the write; it may still take effect: send it again",
  );
