import pLimit from "p-limit";
import { MAX_OPEN_CONNECTIONS } from "../../shared/limits.ts";
import type { Services } from "../ports.ts";
import type { Background } from "../route.ts";
import { bindingTests } from "./binding-tests.ts";
import { runCanary } from "./canary.ts";
import { type DiagnosticTest, runTest, skipped, type TestResult } from "./diagnostic-test.ts";

const TEST_TIMEOUT_MS = 5_000;
/** Tests of bindings that would begin later are skipped, so that a dead ledger costs seconds. */
const BINDINGS_TIMEOUT_MS = 15_000;

/** Tries every binding, then the whole way of a write in each namespace. */
export async function diagnose(
  services: Services,
  background: Background,
  namespaces: readonly string[],
): Promise<readonly TestResult[]> {
  const limit = pLimit(MAX_OPEN_CONNECTIONS);
  const untilMs = services.clock.now() + BINDINGS_TIMEOUT_MS;
  const bindings = await Promise.all(
    bindingTests(services, namespaces).map((one) =>
      limit(() => runTest(services, inTime(services, one, untilMs), TEST_TIMEOUT_MS)),
    ),
  );
  const canaries = await Promise.all(
    namespaces.map((namespace) => limit(() => runCanary(services, background, namespace))),
  );
  return [...bindings, ...canaries.flat()];
}

const inTime = (
  { clock }: Pick<Services, "clock">,
  test: DiagnosticTest,
  untilMs: number,
): DiagnosticTest => ({
  ...test,
  run: async () =>
    clock.now() < untilMs ? test.run() : skipped("no time was left: the tests before it took it"),
});
