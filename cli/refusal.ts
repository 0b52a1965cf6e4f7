import { type FieldError, Problem } from "./api-schemas.ts";
import { type FailureKind, fail } from "./failure.ts";

const MAX_SHOWN_ERRORS = 10;
const ROUTE_UNKNOWN = "urn:sluice:problem:route-unknown";

export const CHECK_PRODUCER =
  "check that SLUICE_URL is a Sluice producer, and that it is not older than this command";

/** An answer that is not 2xx, in the words of its problem+json. */
export async function refusal(response: Response) {
  const problem = await readProblem(response);
  const named = problem.title === undefined ? "" : ` ${problem.title}`;
  const kind = kindOf(response.status, problem);
  const errors = (problem.errors ?? []).slice(0, MAX_SHOWN_ERRORS).map(errorText);
  const { detail } = problem;
  // A field says it with its place.
  const saidByField = detail === undefined || errors.some((text) => text.endsWith(detail));
  return fail(kind, `The producer answered ${response.status}${named}.`, {
    details: [...(saidByField ? [] : [detail]), ...errors],
    ...(kind === "route-unknown" ? { next: CHECK_PRODUCER } : nextStep(response)),
  });
}

/** Where it is wrong, then how. */
const errorText = ({ pointer, header, parameter, detail }: FieldError): string =>
  [pointer ?? header ?? parameter, detail].filter((part) => part !== undefined).join(": ");

function kindOf(status: number, { type, title }: Problem): FailureKind {
  if (status === 401 || status === 403) return "authentication";
  if (status === 404) {
    return title === undefined || type === ROUTE_UNKNOWN ? "route-unknown" : "not-found";
  }
  if (status === 503) return "unavailable";
  return "failure";
}

function nextStep(response: Response): { readonly next?: string } {
  const { status } = response;
  if (status === 401) return { next: "check SLUICE_TOKEN, or the file of --token-file" };
  if (status === 403) {
    return { next: "use a token with the scope and prefix for this (`sluice token new --help`)" };
  }
  if (status === 429 || status === 503) {
    const seconds = response.headers.get("Retry-After");
    const when = seconds !== null && /^\d{1,6}$/.test(seconds) ? `in ${seconds} s` : "in a while";
    return { next: `try again ${when}` };
  }
  const replay = /^\/v1\/replays\/([A-Za-z0-9_-]+)$/.exec(response.headers.get("Location") ?? "");
  if (status === 409 && replay !== null) return { next: `sluice dlq follow ${replay[1]}` };
  if (status >= 300 && status < 400) {
    return { next: "redirects are not followed: set SLUICE_URL to the producer's own address" };
  }
  return {};
}

async function readProblem(response: Response): Promise<Problem> {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.includes("json")) {
    await response.body?.cancel();
    return {};
  }
  const body: unknown = await response.json().catch(() => ({}));
  const problem = Problem.safeParse(body);
  return problem.success ? problem.data : {};
}
