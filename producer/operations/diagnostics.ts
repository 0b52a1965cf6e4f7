import * as z from "zod/mini";
import { allowsKey } from "../../shared/key-access.ts";
import { SLUICE_VERSION } from "../../shared/sluice-version.ts";
import { diagnose } from "../diagnostics/diagnose.ts";
import { TestResult } from "../diagnostics/diagnostic-test.ts";
import { REST_MS } from "../diagnostics/diagnostics-gate.ts";
import { namespaceProblem } from "../guard.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import type { Services } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";

const PATH = "/v1/diagnostics";
const Query = z.lazy(() => z.strictObject({ namespace: z.exactOptional(z.string()) }));

export const Diagnostics = z.lazy(() =>
  z.object({
    /** `failed` as soon as one test is. */
    status: z.enum(["ok", "failed"]),
    /** Of the producer. */
    sluiceVersion: z.string(),
    startedAt: IsoTime,
    durationMs: z.int(),
    tests: z.array(TestResult),
  }),
);
type Diagnostics = z.infer<typeof Diagnostics>;

export const diagnosticsRoute = defineRoute({
  name: "diagnostics",
  method: "GET",
  path: PATH,
  // It acts: it writes, and costs operations.
  access: "ops:write",
  summary: "Try every binding for real, and send a write the whole way.",
  query: Query,
  answers: {
    200: { description: "What each test came to, failures included.", schema: Diagnostics },
    ...refusals(400, 404, 422, 429),
  },
  handle: diagnostics,
});

async function diagnostics({
  services,
  caller,
  query,
  background,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  if (caller.access.prefixes !== undefined) {
    const detail = "the token is limited to prefixes, and diagnostics write keys of their own";
    return problem("key-forbidden", detail);
  }
  const namespaces = namespacesOf(services, query.namespace, caller.access);
  if ("kind" in namespaces) return namespaces;
  if (!services.diagnostics.enter(services.clock.now())) return busy();
  const work = run(services, () => diagnose(services, background, namespaces));
  // It goes on when the caller has gone: what was written has to be removed.
  background(work.then(() => undefined));
  return jsonResponse(200, await work);
}

function namespacesOf(
  services: Services,
  given: string | undefined,
  access: Parameters<typeof allowsKey>[0],
): readonly string[] | Problem {
  if (given !== undefined) return namespaceProblem(given, access, services) ?? [given];
  return Object.keys(services.settings.NAMESPACES).filter((namespace) =>
    allowsKey(access, { namespace, key: "" }),
  );
}

async function run(
  { clock, diagnostics: gate }: Services,
  work: () => Promise<readonly TestResult[]>,
): Promise<Diagnostics> {
  const startMs = clock.now();
  try {
    const tests = await work();
    return {
      status: tests.some(({ result }) => result === "failed") ? "failed" : "ok",
      sluiceVersion: SLUICE_VERSION,
      startedAt: isoTime(startMs),
      durationMs: Math.max(0, Math.round(clock.now() - startMs)),
      tests: [...tests],
    };
  } finally {
    gate.leave(clock.now());
  }
}

const busy = (): Problem =>
  problem(
    "diagnostics-busy",
    `a diagnosis runs here or has ended less than ${REST_MS / 1_000} s ago; each costs writes`,
  );
