import { describe, expect, it } from "vitest";
import { Metrics } from "../../producer/operations/metrics.ts";
import { Usage } from "../../producer/operations/usage.ts";
import { parseExposition } from "../support/parse-exposition.ts";
import { runSluice } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);
const user = sluiceUser(sluice);

describe("the metrics of both Workers over strict KV", () => {
  it("count a write and its KV call once", async () => {
    await user.untilState(await user.put("a", "1"), "applied");
    await (await user.get("a")).text();

    const metrics = Metrics.parse(await (await sluice.fetch("/v1/metrics")).json());
    expect(metrics.totals).toMatchObject({ accepted: 1, applied: 1, coalescingRatio: 1 });
    expect(metrics.totals.kvCalls.put.applied).toBe((await sluice.strictKv.report()).landedByKey.a);
    expect(metrics.totals.acceptToApplied.count).toBe(1);
    expect(metrics.sinceStart.accepted).toBe(1);

    const usage = Usage.parse(await (await sluice.fetch("/v1/usage")).json());
    expect(usage.quotas.find(({ quota }) => quota === "kv_puts")?.used).toBe(1);

    const families = parseExposition(await (await sluice.fetch("/metrics")).text());
    const accepted = families.find(({ name }) => name === "sluice_intents_accepted_total");
    expect(accepted?.samples[0]?.value).toBe(1);
  });
});
