import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);
const user = sluiceUser(sluice);

type Purge = { readonly id: string; readonly state: string; readonly matched: number };

async function purge(tag: string, body: object): Promise<{ status: number; answer: Purge }> {
  const init = { method: "POST", body: JSON.stringify(body) };
  const response = await sluice.fetch(`/v1/tags/${encodeURIComponent(tag)}/purge`, init);
  return { status: response.status, answer: (await response.json()) as Purge };
}

const find = async (id: string): Promise<Purge> =>
  (await (await sluice.fetch(`/v1/purges/${id}`)).json()) as Purge;

describe("tags", () => {
  it("come back on reads, and a purge deletes what carries one and nothing else", async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `page:${n}`);
    const puts = keys.map((key) => ({ op: "put", key, value: key, tags: ["site/1", "page"] }));
    const receipts = await user.sendIntents([
      ...puts,
      { op: "put", key: "other", value: "stays", tags: ["site/2"] },
    ]);
    for (const receipt of receipts) await user.untilState(receipt, "applied");
    expect((await user.get("page:0")).headers.get("Cache-Tag")).toBe("page,site/1");

    const counted = await purge("site/1", { dryRun: true });
    expect(counted).toMatchObject({ status: 200, answer: { matched: 30 } });
    const started = await purge("site/1", { ratePerSecond: 20 });
    expect(started).toMatchObject({ status: 202, answer: { matched: 30 } });
    const later = await user.put("page:0", "written after it", { "Sluice-Tags": "page" });

    await pollUntil(async () => (await find(started.answer.id)).state === "finished", 30_000);
    await user.untilState(later, "applied");
    for (const key of keys.slice(1)) await user.untilText(key, null);
    expect(await user.text("page:0")).toBe("written after it");
    expect(await user.text("other")).toBe("stays");
    // KV has lost a value before the ledger has heard of it.
    const left = async () => (await purge("page", { dryRun: true })).answer;
    await pollUntil(async () => (await left()).matched < 2);
    expect(await left()).toEqual({ tag: "page", matched: 1 });
  });
});
