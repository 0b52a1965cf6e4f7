import { describe, expect, it } from "vitest";
import { NOTHING_DIGEST } from "../../shared/content-digest.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";

const digests = (rig: ProducerRig) => rig.queue.intents.map((intent) => intent.digest);

describe("the digest of a write", () => {
  it("is the same for the same value by PUT and by POST /v1/intents", async () => {
    const rig = new ProducerRig();
    const headers = { "Content-Type": "text/plain", "Sluice-Metadata": '{"a":1}' };
    await rig.put("k", "välue", { headers });
    const fields = { value: "välue", metadata: { a: 1 }, contentType: "text/plain" };
    await rig.post("/v1/intents", { intents: [{ op: "put", key: "k", ...fields }] });
    const [first, second] = digests(rig);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
  });

  it("is the same whether a value travels in the message or by R2", async () => {
    const inline = new ProducerRig();
    const claimed = new ProducerRig({ settings: { INLINE_LIMIT_BYTES: 1_024 } });
    const value = "x".repeat(2_000);
    await inline.put("k", value);
    await claimed.put("k", value);
    expect(claimed.queue.intents[0]).toMatchObject({ value: { kind: "payload" } });
    expect(digests(claimed)).toEqual(digests(inline));
  });

  it("of a delete is that of nothing", async () => {
    const rig = new ProducerRig();
    await rig.request("/v1/kv/default/k", { method: "DELETE" });
    expect(digests(rig)).toEqual([NOTHING_DIGEST]);
  });

  it("is left out when a request asks for the write in any case", async () => {
    const rig = new ProducerRig();
    await rig.request("/v1/kv/default/k?skipUnchanged=false", { method: "PUT", body: "v" });
    await rig.request("/v1/kv/default/k?skipUnchanged=false", { method: "DELETE" });
    await rig.post("/v1/intents", {
      intents: [
        { op: "put", key: "k", value: "v", skipUnchanged: false },
        { op: "delete", key: "k", skipUnchanged: false },
      ],
    });
    expect(digests(rig)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("follows the setting where a request says nothing", async () => {
    const rig = new ProducerRig({ settings: { SKIP_UNCHANGED: false } });
    await rig.put("k", "v");
    await rig.request("/v1/kv/default/k?skipUnchanged=true", { method: "PUT", body: "v" });
    expect(digests(rig)).toEqual([undefined, expect.any(String)]);
  });

  it("is not switched by anything but true and false", async () => {
    const response = await new ProducerRig().request("/v1/kv/default/k?skipUnchanged=no", {
      method: "PUT",
      body: "v",
    });
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      errors: [{ parameter: "skipUnchanged", detail: "expected true or false" }],
    });
  });
});
