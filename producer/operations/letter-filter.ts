import * as z from "zod/mini";
import { FailureReason } from "../../shared/failure.ts";
import type { LetterFilter } from "../../shared/letter-selection.ts";
import { Namespace } from "../../shared/write-intent.ts";

const time = z.iso.datetime({
  offset: true,
  error: "expected a date and time like 2027-01-31T00:00:00Z",
});

/** The conditions on dead letters, in queries and bodies alike. */
export const letterFilterFields = () => ({
  reason: z.exactOptional(FailureReason),
  namespace: z.exactOptional(Namespace),
  keyPrefix: z.exactOptional(z.string().check(z.maxLength(512))),
  /** Last seen at or after. */
  since: z.exactOptional(time),
  /** Last seen before. */
  until: z.exactOptional(time),
});

const Filter = z.lazy(() => z.strictObject(letterFilterFields()));
type Filter = z.infer<typeof Filter>;

export const letterFilter = (given: Filter): LetterFilter => ({
  ...(given.reason === undefined ? {} : { reason: given.reason }),
  ...(given.namespace === undefined ? {} : { namespace: given.namespace }),
  ...(given.keyPrefix === undefined ? {} : { keyPrefix: given.keyPrefix }),
  ...(given.since === undefined ? {} : { sinceMs: Date.parse(given.since) }),
  ...(given.until === undefined ? {} : { untilMs: Date.parse(given.until) }),
});
