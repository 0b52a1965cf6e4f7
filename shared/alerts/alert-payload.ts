import type { AlertMessage } from "./alert-message.ts";

/** The JSON body of a message, as docs/operations.md describes it. `formatTime` writes ISO 8601. */
export const alertPayload = (
  { id, condition, state, sinceMs, atMs, summary, details, namespace }: AlertMessage,
  formatTime: (epochMs: number) => string,
) => ({
  id,
  condition,
  state,
  since: formatTime(sinceMs),
  at: formatTime(atMs),
  summary,
  details,
  ...(namespace === null ? {} : { namespace }),
});
