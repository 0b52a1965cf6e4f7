import { CANARY_PREFIX } from "../../shared/canary-key.ts";
import { acceptDelete } from "../accept/accept-delete.ts";
import { acceptPut } from "../accept/accept-put.ts";
import type { Receipt } from "../accept/receipt.ts";
import type { Services } from "../ports.ts";
import type { Background } from "../route.ts";
import type { TestName } from "./advice.ts";
import { awaitApplied } from "./await-applied.ts";
import {
  failed,
  passed,
  runTest,
  skipped,
  type TestResult,
  type Verdict,
} from "./diagnostic-test.ts";

/** Should nothing else remove the key, KV does. */
const LIFE_SECONDS = 300;
const STEP_TIMEOUT_MS = 5_000;
const APPLY_TIMEOUT_MS = 20_000;

type Canary = {
  readonly services: Services;
  readonly background: Background;
  readonly namespace: string;
  /** New in every run, so that no cache between here and KV can have an answer. */
  readonly key: string;
  readonly text: string;
};

/**
 * Sends one write of a reserved key the whole way and removes it: accepted → applied → read back →
 * deleted. The deletion is tried whatever failed before, since even an unconfirmed write may land.
 */
export async function runCanary(
  services: Services,
  background: Background,
  namespace: string,
): Promise<readonly TestResult[]> {
  const id = services.versions.next();
  const text = `canary ${id}`;
  const canary = { services, background, namespace, key: CANARY_PREFIX + id, text };
  let receipt: Receipt | null = null;
  const accept = await test(canary, "canary.accept", STEP_TIMEOUT_MS, async () => {
    const accepted = await put(canary);
    if (!accepted.ok) return failed(accepted.error.detail);
    receipt = accepted.value;
    return passed("the queue has confirmed it");
  });
  const apply = await test(canary, "canary.apply", APPLY_TIMEOUT_MS + STEP_TIMEOUT_MS, async () =>
    receipt === null
      ? skipped("it was not accepted")
      : awaitApplied(services, receipt, APPLY_TIMEOUT_MS),
  );
  const read = await test(canary, "canary.read", STEP_TIMEOUT_MS, async () =>
    apply.result === "ok" ? readBack(canary) : skipped("it was not applied"),
  );
  const removal = await test(canary, "canary.delete", APPLY_TIMEOUT_MS + 3 * STEP_TIMEOUT_MS, () =>
    remove(canary),
  );
  return [accept, apply, read, removal];
}

const test = (
  { services, namespace }: Canary,
  name: TestName,
  timeoutMs: number,
  run: () => Promise<Verdict>,
): Promise<TestResult> => runTest(services, { name, namespace, run }, timeoutMs);

/** By the fast lane; dropped rather than dead, so that a failure leaves no letter. */
const put = ({ services, background, namespace, key, text }: Canary) =>
  acceptPut(
    acceptance(services, background),
    {
      op: "put",
      namespace,
      key,
      priority: "immediate",
      onFailure: "drop",
      skipUnchanged: false,
      expiration: Math.floor(services.clock.now() / 1_000) + LIFE_SECONDS,
      metadata: undefined,
      contentType: undefined,
      tags: undefined,
    },
    { kind: "bytes", bytes: new TextEncoder().encode(text) },
  );

async function readBack({ services, namespace, key, text }: Canary): Promise<Verdict> {
  const stored = await services.values.get({ namespace, key });
  if (stored === null) return failed("it was applied, but KV has no such key here");
  const found = await new Response(stored.body).text();
  return found === text
    ? passed("KV holds what was sent")
    : failed("KV holds another value than was sent");
}

/** By the other lane, so that both are tried; by the fast one again should that fail. */
async function remove({ services, background, namespace, key }: Canary): Promise<Verdict> {
  for (const priority of ["normal", "immediate"] as const) {
    const accepted = await acceptDelete(acceptance(services, background), {
      op: "delete",
      namespace,
      key,
      priority,
      onFailure: "drop",
      skipUnchanged: false,
    });
    if (!accepted.ok) continue;
    const verdict = await awaitApplied(services, accepted.value, APPLY_TIMEOUT_MS);
    if (verdict.kind !== "ok" || priority === "normal") return verdict;
    return failed("the queue WRITES did not take the deletion; WRITES_IMMEDIATE did");
  }
  return failed("no queue has confirmed the deletion");
}

/** Goes on when the caller has gone: what was written has to be removed. */
const acceptance = (services: Services, background: Background) => ({
  services,
  background,
  signal: new AbortController().signal,
});
