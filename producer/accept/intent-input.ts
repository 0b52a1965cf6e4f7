import * as z from "zod/mini";
import { Key } from "../../shared/key.ts";
import { MAX_INTENTS, MIN_TTL_SECONDS } from "../../shared/limits.ts";
import { MAX_TAGS, NewTag } from "../../shared/tags.ts";
import { isContentType, MAX_CONTENT_TYPE_LENGTH } from "../http/content-type.ts";
import { deliveryFields } from "./write-draft.ts";

/** A version is parsed by hand: a malformed one has a status of its own. */
const common = () => ({
  /** Default: `default`. */
  namespace: z.exactOptional(z.string()),
  key: Key,
  after: z.exactOptional(z.string()),
  ...deliveryFields(),
});

const ttlSeconds = z
  .int()
  .check(z.minimum(MIN_TTL_SECONDS, `expected at least ${MIN_TTL_SECONDS} seconds`));

const PutInput = z.lazy(() =>
  z.strictObject({
    op: z.literal("put"),
    ...common(),
    skipUnchanged: z.exactOptional(z.boolean()),
    /** Text; exactly one of `value` and `valueBase64`. */
    value: z.exactOptional(
      z
        .string()
        .check(z.refine((text) => text.isWellFormed(), "expected text without lone surrogates")),
    ),
    valueBase64: z.exactOptional(z.base64("expected base64 with padding")),
    expirationTtl: z.exactOptional(ttlSeconds),
    expiration: z.exactOptional(z.int().check(z.positive())),
    metadata: z.exactOptional(z.json()),
    contentType: z.exactOptional(
      z
        .string()
        .check(
          z.maxLength(MAX_CONTENT_TYPE_LENGTH),
          z.refine(isContentType, "expected a media type like text/plain; charset=utf-8"),
        ),
    ),
    tags: z.exactOptional(
      z.array(NewTag).check(z.maxLength(MAX_TAGS, `expected at most ${MAX_TAGS} tags`)),
    ),
  }),
);
export type PutInput = z.infer<typeof PutInput>;

const DeleteInput = z.lazy(() =>
  z.strictObject({
    op: z.literal("delete"),
    ...common(),
    skipUnchanged: z.exactOptional(z.boolean()),
  }),
);

/** A new end for what the key holds; exactly one of `expirationTtl` and `expiration`. */
const TouchInput = z.lazy(() =>
  z.strictObject({
    op: z.literal("touch"),
    ...common(),
    expirationTtl: z.exactOptional(ttlSeconds),
    expiration: z.exactOptional(z.int().check(z.positive())),
  }),
);
export type TouchInput = z.infer<typeof TouchInput>;

export const IntentInput = z.lazy(() =>
  z.discriminatedUnion("op", [PutInput, DeleteInput, TouchInput], {
    error: (issue) =>
      issue.code === "invalid_union"
        ? 'expected the operation "put", "delete" or "touch"'
        : undefined,
  }),
);
export type IntentInput = z.infer<typeof IntentInput>;

/** The frame is checked first, so that a thousand wrong intents are named one by one. */
export const IntentsFrame = z.lazy(() =>
  z.strictObject({
    intents: z
      .array(z.unknown())
      .check(
        z.minLength(1, "expected at least 1 intent"),
        z.maxLength(MAX_INTENTS, `expected at most ${MAX_INTENTS} intents`),
      ),
  }),
);

/** For documents. */
export const IntentsBody = z.lazy(() =>
  z.strictObject({
    intents: z.array(IntentInput).check(z.minLength(1), z.maxLength(MAX_INTENTS)),
  }),
);
