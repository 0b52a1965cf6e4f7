import * as z from "zod/mini";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import type { Written } from "./written.ts";

/** What became of a key's newest write. */
export type KeyEnd = {
  /** `held`: in the ledger, for the budget or for the gap between writes that grows as it runs out. */
  readonly kind: "applied" | "held" | "on-its-way" | "lost";
  readonly key: string;
};

export type Usage = { readonly limit: number; readonly used: number };

const Status = z.object({ state: z.string(), heldFor: z.exactOptional(z.string()) });
const UsageAnswer = z.object({
  quotas: z.array(z.object({ quota: z.string(), limit: z.int(), used: z.int() })),
});

export async function keyEnd(
  sluice: RunningSluice,
  { key, value, answer }: Written,
): Promise<KeyEnd> {
  const name = encodeURIComponent(key);
  const path = `/v1/status/default/${name}?version=${answer.version}`;
  const { state, heldFor } = Status.parse(await (await sluice.fetch(path)).json());
  if (state === "applied") {
    const init = { headers: { "Cache-Control": "no-cache" } };
    const stored = await (await sluice.fetch(`/v1/kv/default/${name}`, init)).text();
    return { kind: stored === value ? "applied" : "lost", key };
  }
  if (state !== "pending") return { kind: "lost", key };
  return { kind: heldFor === undefined ? "on-its-way" : "held", key };
}

/** What `GET /v1/usage` says of the budget. */
export async function usageOf(sluice: RunningSluice): Promise<Usage> {
  const { quotas } = UsageAnswer.parse(await (await sluice.fetch("/v1/usage")).json());
  const budget = quotas.find(({ quota }) => quota === "put_budget");
  if (budget === undefined) throw new Error("GET /v1/usage says nothing of put_budget");
  return budget;
}
