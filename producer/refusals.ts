import { describeRefusals } from "./describe-refusals.ts";
import { ProblemDocument } from "./problems.ts";

/** The refusals of a guarded route: its own and those of every one. */
export const refusals = describeRefusals(
  ProblemDocument,
  {
    400: "The request cannot be parsed.",
    404: "There is no such thing.",
    409: "It conflicts with the state of now; the problem says how.",
    413: "The value or body is too large.",
    416: "The value has no bytes in the range.",
    422: "The request was parsed and is refused.",
    502: "The key's source did not give a value.",
    504: "The key's source did not answer in time.",
    429: "Too early; see Retry-After.",
  },
  {
    401: "A valid token is needed.",
    403: "The token lacks the scope or does not cover the key.",
    503: "Not confirmed or not configured; see Retry-After.",
  },
);
