import { describeRefusals } from "../describe-refusals.ts";
import { FailureEnvelope } from "./envelope.ts";

/** The refusals of a route in Cloudflare's shape: its own and those of every one. */
export const restRefusals = describeRefusals(
  FailureEnvelope,
  {
    400: "The request cannot be parsed or is refused: each error says why.",
    404: "There is no such namespace (10013) or key (10009).",
    413: "The value or body is too large.",
  },
  {
    401: "A valid token is needed (10000).",
    403: "The token lacks the scope or does not cover the key (10000).",
    503: "Not confirmed or not configured; see Retry-After.",
  },
);
