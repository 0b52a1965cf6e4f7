import * as z from "zod/mini";
import type { StoredLetter } from "../../shared/dead-letter-store-rpc.ts";
import { FailureReason } from "../../shared/failure.ts";
import { Version } from "../../shared/version.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime } from "../http/json-response.ts";

export const deadLetterFields = () => ({
  /** The version, or `raw_<message id>` for a message that could not be read. */
  id: z.string(),
  version: z.exactOptional(Version),
  namespace: z.exactOptional(z.string()),
  key: z.exactOptional(z.string()),
  op: z.exactOptional(z.enum(["put", "delete", "touch"])),
  reason: FailureReason,
  detail: z.string(),
  failures: z.int(),
  firstSeenAt: IsoTime,
  lastSeenAt: IsoTime,
  sizeBytes: z.int(),
});

/** A dead letter as operators see it: everything but the value, which asks for another scope. */
export const DeadLetterAnswer = z.lazy(() => z.object(deadLetterFields()));
export type DeadLetterAnswer = z.infer<typeof DeadLetterAnswer>;

export function deadLetterAnswer({ id, letter, sizeBytes }: StoredLetter): DeadLetterAnswer {
  return {
    id,
    ...(letter.kind === "unreadable"
      ? {}
      : {
          version: letter.intent.version,
          namespace: letter.intent.namespace,
          key: letter.intent.key,
          op: letter.intent.op,
        }),
    reason: letter.reason,
    detail: letter.detail,
    failures: letter.failures,
    firstSeenAt: isoTime(letter.firstSeenAtMs),
    lastSeenAt: isoTime(letter.lastSeenAtMs),
    sizeBytes,
  };
}
