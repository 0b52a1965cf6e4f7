import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);
const user = sluiceUser(sluice);

/** Filled with a pattern, so that a shifted or repeated part shows. */
const patterned = (sizeBytes: number) =>
  Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 7 + (index >> 8)) % 256);

describe("both Workers over strict KV", () => {
  it("apply an accepted write, and GET returns it with its metadata and version", async () => {
    const receipt = await user.put("greeting", "hello", {
      "Content-Type": "text/plain; charset=utf-8",
      "Sluice-Metadata": '{"owner":"me"}',
    });
    await user.untilState(receipt, "applied");
    const response = await user.get("greeting");
    expect(await response.text()).toBe("hello");
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("Sluice-Version")).toBe(receipt.version);
    expect(JSON.parse(response.headers.get("Sluice-Metadata") ?? "")).toEqual({ owner: "me" });
  });

  it("wait for the end of a write, and write the same value once", async () => {
    const put = () =>
      sluice.fetch("/v1/kv/default/waited?priority=immediate", {
        method: "PUT",
        body: "the same",
        headers: { Prefer: "wait=20" },
      });
    for (const response of [await put(), await put()]) {
      expect(response.status).toBe(200);
      expect(response.headers.get("Preference-Applied")).toBe("wait");
      expect(await response.json()).toMatchObject({ key: "waited", state: "applied" });
    }
    const report = await sluice.strictKv.report();
    expect(report.landedByKey.waited).toBe(1);
  });

  it("give one receipt to a request that is sent twice with an Idempotency-Key", async () => {
    const put = (body: string) =>
      sluice.fetch("/v1/kv/default/twice", {
        method: "PUT",
        body,
        headers: { "Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324" },
      });
    const large = "x".repeat(200_000);
    const [first, second] = [await put(large), await put(large)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(await second.json()).toEqual(await first.json());
    expect((await put("another")).status).toBe(422);
  });

  it("list the key with the caller's metadata, without the stamp", async () => {
    const receipt = await user.put("listed/1", "x", { "Sluice-Metadata": '{"n":1}' });
    await user.untilState(receipt, "applied");
    const response = await sluice.fetch("/v1/kv/default?prefix=listed/");
    expect(await response.json()).toMatchObject({
      keys: [{ name: "listed/1", metadata: { n: 1 } }],
    });
  });

  it("make few KV writes, a second apart, of many writes of one key, and the last one wins", async () => {
    const intents = Array.from({ length: 200 }, (_, index) => ({
      op: "put",
      key: "hot",
      value: `value ${index}`,
    }));
    const receipts = await user.sendIntents(intents);
    for (let index = 0; index < 20; index++) await user.put("hot", `later ${index}`);
    const last = await user.put("hot", "the last one");
    await user.untilState(last, "applied");
    expect(await user.text("hot")).toBe("the last one");
    const [first] = receipts;
    if (first === undefined) throw new Error("no receipt came back");
    expect(await user.state(first)).toMatch(/^(applied|superseded)$/);
    const report = await sluice.strictKv.report();
    expect(report.landedByKey.hot).toBeLessThan(10);
    expect(report.smallestGapMs ?? 1_000).toBeGreaterThanOrEqual(1_000);
    expect(report.uninvited429s).toBe(0);
  });

  it("take a value of 3 MB through R2 and give it back byte for byte", async () => {
    const value = patterned(3_000_000);
    const receipt = await user.put("large", value);
    await user.untilState(receipt, "applied");
    const read = new Uint8Array(await (await user.get("large")).arrayBuffer());
    expect(Buffer.from(read).equals(Buffer.from(value))).toBe(true);
  });

  it("delete a key in KV", async () => {
    await user.untilState(await user.put("gone", "x"), "applied");
    await user.untilState(await user.delete("gone"), "applied");
    expect(await user.text("gone")).toBeNull();
  });

  it("keep a key that needs encoding", async () => {
    const key = "../a b%2F\n☃";
    await user.untilState(await user.put(key, "odd"), "applied");
    expect(await user.text(key)).toBe("odd");
  });

  it("empty the backlog once all is applied", async () => {
    await pollUntil(async () => {
      const backlog = await (await sluice.fetch("/v1/backlog")).json();
      return (backlog as { pending: number }).pending === 0;
    });
  });
});
