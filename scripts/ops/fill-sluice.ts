import { pollUntil } from "../../test/support/poll-until.ts";
import type { RunningSluice } from "../../test/support/run-sluice.ts";

/** Keys of strangers, which must look as strange as they are and do nothing. */
const STRANGE_KEYS = [
  `<img src=x onerror="alert('key')">`,
  "javascript:alert(1)//‮gnp.exe",
  `user:${"very-long-segment/".repeat(8)}end`,
];

/**
 * Gives a running Sluice over strict KV something to show: applied and superseded writes, a hot key,
 * dead letters of two reasons, and keys whose outcome is unknown.
 */
export async function fillSluice(sluice: RunningSluice): Promise<void> {
  const refuse = (prefix: string, status: number) =>
    sluice.strictKv.setFault({
      name: prefix,
      keys: { kind: "prefix", prefix },
      effect: { kind: "refused", status },
    });
  await refuse("order:", 400);
  await refuse("<img", 400);
  await refuse("javascript:", 400);
  await refuse("user:very", 413);
  await put(sluice, STRANGE_KEYS);
  await put(sluice, keys("order:", 180));
  await put(sluice, keys("product:", 60));
  for (let round = 0; round < 20; round += 1) await put(sluice, keys("product:", 20));
  await pollUntil(async () => (await deadLetters(sluice)) >= 183, 60_000);
  // Newer writes of some keys that died: a replay skips those.
  await sluice.strictKv.clearFaults("order:");
  const anew = keys("order:", 12);
  await put(sluice, anew);
  await pollUntil(async () => (await applied(sluice, anew)) === anew.length, 60_000);
  await refuse("order:", 400);
}

/** Writes that KV answers with errors: they wait, and nobody knows their outcome. */
export async function makeTrouble(sluice: RunningSluice): Promise<void> {
  await sluice.strictKv.setFault({
    name: "slow",
    keys: { kind: "prefix", prefix: "cart:" },
    effect: { kind: "refused", status: 503 },
  });
  await put(sluice, keys("cart:", 4));
  for (let round = 0; round < 30; round += 1) await put(sluice, ["price:EUR", "price:USD"]);
  await pollUntil(async () => (await unknownOutcomes(sluice)) >= 4, 60_000);
}

const keys = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${1_000 + index}`);

async function put(sluice: RunningSluice, names: readonly string[]): Promise<void> {
  const intents = names.map((key) => ({ op: "put", key, value: `value of ${key}` }));
  const body = JSON.stringify({ intents });
  const response = await sluice.fetch("/v1/intents", { method: "POST", body });
  if (response.status !== 202) throw new Error(`POST /v1/intents: ${await response.text()}`);
}

async function deadLetters(sluice: RunningSluice): Promise<number> {
  return (await read<{ total: number }>(sluice, "/v1/dead-letters/summary")).total;
}

async function applied(sluice: RunningSluice, names: readonly string[]): Promise<number> {
  const paths = names.map((key) => `/v1/status/default/${encodeURIComponent(key)}`);
  const found = await Promise.all(
    paths.map((path) => read<{ applied: object | null }>(sluice, path)),
  );
  return found.filter((status) => status.applied !== null).length;
}

async function unknownOutcomes(sluice: RunningSluice): Promise<number> {
  const path = "/v1/attention";
  return (await read<{ unknownOutcomes: { count: number } }>(sluice, path)).unknownOutcomes.count;
}

async function read<Body>(sluice: RunningSluice, path: string): Promise<Body> {
  return (await (await sluice.fetch(path)).json()) as Body;
}
