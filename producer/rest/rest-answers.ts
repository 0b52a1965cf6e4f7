import { FailureEnvelope } from "./envelope.ts";

const REFUSALS = {
  400: "The request cannot be parsed or is refused: each error says why.",
  404: "There is no such namespace (10013) or key (10009).",
  413: "The value or body is too large.",
} as const;

type Refused = { readonly description: string; readonly schema: typeof FailureEnvelope };

/** What every route in Cloudflare's shape may answer. */
const GUARDED = {
  401: { description: "A valid token is needed (10000).", schema: FailureEnvelope },
  403: {
    description: "The token lacks the scope or does not cover the key (10000).",
    schema: FailureEnvelope,
  },
  503: {
    description: "Not confirmed or not configured; see Retry-After.",
    schema: FailureEnvelope,
  },
} as const;

/** The refusals of a route in Cloudflare's shape: its own and those of every one. */
export function restRefusals<const Status extends keyof typeof REFUSALS>(
  ...statuses: readonly Status[]
): Readonly<Record<Status | keyof typeof GUARDED, Refused>> {
  const own = statuses.map((status) => [
    status,
    { description: REFUSALS[status], schema: FailureEnvelope },
  ]);
  return { ...GUARDED, ...Object.fromEntries(own) };
}
