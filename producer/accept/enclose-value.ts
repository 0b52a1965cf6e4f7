import { ok, type Result } from "../../shared/result.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { Chunk } from "../http/body-chunks.ts";
import { type Problem, problem } from "../problems.ts";
import type { AcceptServices } from "./acceptance.ts";
import { digestBytes } from "./digest-content.ts";
import { inlineValue } from "./intent-value.ts";
import { uploadPayload } from "./upload-payload.ts";
import { type AcceptStamp, envelopeBytes, type PutDraft, putIntent } from "./write-draft.ts";

/**
 * The intent of a value that lies in memory: inside the message, or in R2 when the encoded message
 * would be over the limit (95,000 bytes of 0x07 are 570,002 as JSON).
 */
export async function encloseValue(
  services: AcceptServices,
  draft: PutDraft,
  stamp: AcceptStamp,
  bytes: Uint8Array,
): Promise<Result<WriteIntent, Problem>> {
  const digest = await digestBytes(services, draft, bytes);
  const { payloads, settings } = services;
  // Encoded it is no shorter, so what is too large by itself is not encoded to be measured.
  if (bytes.byteLength <= settings.INLINE_LIMIT_BYTES) {
    const inline = putIntent(draft, stamp, inlineValue(bytes), digest);
    if (envelopeBytes(inline) <= settings.INLINE_LIMIT_BYTES) return ok(inline);
  }
  if (payloads === null) return { ok: false, error: noBucket(services) };
  const name = { namespace: draft.namespace, key: draft.key, version: stamp.version };
  const stored = await uploadPayload(
    { ...services, payloads },
    name,
    once(bytes),
    bytes.byteLength,
  );
  if (!stored.ok) return stored;
  return ok(putIntent(draft, stamp, { kind: "payload", ...stored.value }, digest));
}

export const noBucket = ({ settings }: Pick<AcceptServices, "settings">): Problem =>
  problem(
    "value-too-large",
    `expected a value that fits into ${settings.INLINE_LIMIT_BYTES} bytes with its envelope: ` +
      "larger ones need the R2 binding PAYLOADS, which is not configured",
  );

async function* once(bytes: Uint8Array): AsyncGenerator<Chunk> {
  yield ok(bytes);
}
