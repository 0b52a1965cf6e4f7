import * as z from "zod/mini";
import { decodeBase64 } from "../../shared/base64.ts";
import { Key } from "../../shared/key.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { CheckedWrite } from "../accept/enclose-all.ts";
import { kvExpiration } from "../accept/kv-expiration.ts";
import { metadataProblem, type PutDraft } from "../accept/write-draft.ts";
import type { Problem } from "../problems.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { answerBulk, BulkResult, MAX_BULK_ITEMS } from "./accept-bulk.ts";
import { checkItem, checkItems, keysRefusal, type Mistake, readBulkBody } from "./check-bulk.ts";
import { successEnvelope } from "./envelope.ts";
import { NAMESPACE_PATH } from "./rest-path.ts";
import { restRefusals } from "./rest-refusals.ts";

const PATH = `${NAMESPACE_PATH}/bulk` as const;

const seconds = z.nullish(z.int("expected whole seconds"));

/** Other members are passed over, as at Cloudflare: wrangler sends whatever its file holds. */
const Pair = z.lazy(() =>
  z.object({
    key: Key,
    value: z
      .string("expected text")
      .check(z.refine((text) => text.isWellFormed(), "expected text without lone surrogates")),
    base64: z.nullish(z.boolean()),
    expiration: seconds,
    expiration_ttl: seconds,
    metadata: z.nullish(z.json()),
  }),
);
type Pair = z.infer<typeof Pair>;

const TOO_MANY = `expected at most ${MAX_BULK_ITEMS} pairs`;
const Frame = z.lazy(() =>
  z.array(z.unknown(), "expected an array of pairs").check(z.maxLength(MAX_BULK_ITEMS, TOO_MANY)),
);

export const bulkWriteRoute = defineRoute({
  name: "bulkWrite",
  method: "PUT",
  path: PATH,
  access: "write",
  summary: "Accept up to 10,000 values at once, as Cloudflare's API takes them.",
  body: { kind: "json", schema: z.lazy(() => z.array(Pair).check(z.maxLength(MAX_BULK_ITEMS))) },
  answers: {
    200: {
      description: "All are durably queued.",
      schema: successEnvelope(BulkResult),
    },
    ...restRefusals(400, 404, 413),
  },
  handle: bulkWrite,
});

async function bulkWrite({
  services,
  request,
  caller,
  path: { namespace },
  background,
}: Exchange<typeof PATH>): Promise<Response | Problem> {
  const body = await readBulkBody(request, Frame);
  if (!body.ok) return body.error;
  const nowMs = services.clock.now();
  const checked = checkItems(body.value, (raw, place) => checkPair(raw, place, nowMs));
  if (!checked.ok) return checked.error;
  const keys = checked.value.map(({ pair }) => pair.key);
  const refusal = keysRefusal(caller.access, namespace, keys);
  if (refusal !== null) return refusal;
  const acceptance = { services, background, signal: request.signal };
  return answerBulk(acceptance, writesOf(checked.value, namespace));
}

type CheckedPair = { readonly pair: Pair; readonly expiration: number | undefined };

function checkPair(
  raw: unknown,
  place: string,
  nowMs: number,
): Result<CheckedPair, readonly Mistake[]> {
  const parsed = checkItem(Pair, raw, place);
  if (!parsed.ok) return parsed;
  const pair = parsed.value;
  const mistakes: Mistake[] = [];
  const refuse = (field: string, detail: string) =>
    mistakes.push({ pointer: `${place}/${field}`, detail });
  const expirationTtl = pair.expiration_ttl ?? undefined;
  const end = kvExpiration({ expirationTtl, expiration: pair.expiration ?? undefined }, nowMs);
  if (!end.ok) refuse(end.error.field, end.error.detail);
  if (pair.base64 === true && bytesOf(pair) === null) refuse("value", "expected base64");
  const tooLarge = metadataProblem(metadataOf(pair));
  if (tooLarge !== null) refuse("metadata", tooLarge);
  return end.ok && mistakes.length === 0 ? ok({ pair, expiration: end.value }) : err(mistakes);
}

/** Bytes are made one value at a time, when it is their turn. */
function* writesOf(pairs: readonly CheckedPair[], namespace: string): Generator<CheckedWrite> {
  for (const { pair, expiration } of pairs) {
    const draft: PutDraft = {
      op: "put",
      namespace,
      key: pair.key,
      priority: "normal",
      onFailure: "dead-letter",
      expiration,
      ...metadataOf(pair),
    };
    yield { draft, bytes: bytesOf(pair) ?? new Uint8Array() };
  }
}

const metadataOf = ({ metadata }: Pair) => ({
  metadata: metadata ?? undefined,
  contentType: undefined,
  tags: undefined,
});

/** Null when it is no base64. */
function bytesOf({ value, base64 }: Pair): Uint8Array | null {
  if (base64 !== true) return new TextEncoder().encode(value);
  try {
    return decodeBase64(value);
  } catch {
    return null;
  }
}
