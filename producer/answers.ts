import { ProblemDocument } from "./problems.ts";

const REFUSALS = {
  400: "The request cannot be parsed.",
  404: "There is no such thing.",
  409: "It conflicts with the state of now; the problem says how.",
  413: "The value or body is too large.",
  416: "The value has no bytes in the range.",
  422: "The request was parsed and is refused.",
  502: "The key's source did not give a value.",
  504: "The key's source did not answer in time.",
  429: "Too early; see Retry-After.",
} as const;

type Refused = { readonly description: string; readonly schema: typeof ProblemDocument };

/** What every guarded route may answer. */
const GUARDED = {
  401: { description: "A valid token is needed.", schema: ProblemDocument },
  403: {
    description: "The token lacks the scope or does not cover the key.",
    schema: ProblemDocument,
  },
  503: {
    description: "Not confirmed or not configured; see Retry-After.",
    schema: ProblemDocument,
  },
} as const;

/** The refusals of a guarded route: its own and those of every one. */
export function refusals<const Status extends keyof typeof REFUSALS>(
  ...statuses: readonly Status[]
): Readonly<Record<Status | keyof typeof GUARDED, Refused>> {
  const own = statuses.map((status) => [
    status,
    { description: REFUSALS[status], schema: ProblemDocument },
  ]);
  return { ...GUARDED, ...Object.fromEntries(own) };
}
