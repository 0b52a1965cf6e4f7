import { describe, expect, it } from "vitest";
import { WriteIntent } from "../../shared/write-intent.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { NOW_MS, versionAt } from "../support/versions.ts";

const NOW_SECONDS = NOW_MS / 1_000;

describe("PUT of a small value", () => {
  it("queues the intent and answers with its receipt", async () => {
    const rig = new ProducerRig();
    const response = await rig.put("user:1", "hello");
    expect(response.status).toBe(202);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const [intent] = rig.queue.intents;
    expect(WriteIntent.parse(intent)).toMatchObject({
      namespace: "default",
      key: "user:1",
      op: "put",
      value: { kind: "text", text: "hello" },
      generation: 0,
      acceptedAtMs: NOW_MS,
      priority: "normal",
      onFailure: "dead-letter",
    });
    expect(await response.json()).toEqual({
      namespace: "default",
      key: "user:1",
      op: "put",
      version: intent?.version,
      acceptedAt: "2027-01-15T08:00:00.000Z",
      status: "accepted",
    });
  });

  it("takes an empty value", async () => {
    const rig = new ProducerRig();
    expect((await rig.put("empty", null)).status).toBe(202);
    expect(rig.queue.intents).toMatchObject([{ value: { kind: "text", text: "" } }]);
  });

  it.each([
    ["a slash", "a/b//c/"],
    ["a newline", "a\nb"],
    ["dots inside", "a/../b"],
    ["non-ASCII", "schlüssel-鍵-🔑"],
    ["what looks encoded", "100%25 %2F"],
    ["plus, question mark and hash", "a+b?c#d"],
    ["a null character", "a\u0000b"],
    ["512 bytes", "é".repeat(256)],
  ])("keeps a key with %s as it is", async (_, key) => {
    const rig = new ProducerRig();
    expect((await rig.put(key, "x")).status).toBe(202);
    expect(rig.queue.intents[0]?.key).toBe(key);
  });

  it("takes a raw slash in the path as part of the key", async () => {
    const rig = new ProducerRig();
    await rig.request("/v1/kv/default/a/b/c?priority=immediate", { method: "PUT", body: "x" });
    expect(rig.queue.batches).toMatchObject([{ lane: "immediate", intents: [{ key: "a/b/c" }] }]);
  });

  it("sends bytes that are no text as base64, a byte order mark as text", async () => {
    const rig = new ProducerRig();
    await rig.put("bytes", new Uint8Array([0xff, 0x00, 0xfe]));
    await rig.put("bom", new Uint8Array([0xef, 0xbb, 0xbf, 0x41]));
    expect(rig.queue.intents.map((intent) => intent.op === "put" && intent.value)).toEqual([
      { kind: "base64", base64: "/wD+" },
      { kind: "text", text: "\ufeffA" },
    ]);
  });

  it("sends text that escapes badly as base64", async () => {
    const rig = new ProducerRig();
    await rig.put("bells", new Uint8Array(9_000).fill(7));
    expect(rig.queue.intents[0]).toMatchObject({ value: { kind: "base64" } });
  });

  it("turns a relative life into an absolute one", async () => {
    const rig = new ProducerRig();
    await rig.request("/v1/kv/default/a?expirationTtl=60", { method: "PUT", body: "x" });
    await rig.request(`/v1/kv/default/b?expiration=${NOW_SECONDS + 1}`, {
      method: "PUT",
      body: "x",
    });
    expect(rig.queue.intents).toMatchObject([
      { expiration: NOW_SECONDS + 60 },
      { expiration: NOW_SECONDS + 1 },
    ]);
  });

  it("keeps metadata and content type beside the value", async () => {
    const rig = new ProducerRig();
    const headers = {
      "Sluice-Metadata": '{"a":[1,null]}',
      "Content-Type": "text/html; charset=utf-8",
    };
    await rig.put("a", "x", { headers });
    expect(rig.queue.intents).toMatchObject([
      { metadata: { a: [1, null] }, contentType: "text/html; charset=utf-8" },
    ]);
  });

  it("takes the content type that curl sends by itself as none", async () => {
    const rig = new ProducerRig();
    await rig.put("a", "x", { headers: { "Content-Type": "application/x-www-form-urlencoded" } });
    expect(rig.queue.intents[0]).not.toHaveProperty("contentType");
  });

  it("passes on how a failure is to be met", async () => {
    const rig = new ProducerRig();
    await rig.request("/v1/kv/default/a?onFailure=drop", { method: "PUT", body: "x" });
    expect(rig.queue.intents).toMatchObject([{ onFailure: "drop" }]);
  });
});

describe("DELETE", () => {
  it("queues a tombstone", async () => {
    const rig = new ProducerRig();
    const response = await rig.request("/v1/kv/default/a?priority=immediate", { method: "DELETE" });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ op: "delete", status: "accepted" });
    expect(rig.queue.batches).toMatchObject([
      { lane: "immediate", intents: [{ op: "delete", key: "a" }] },
    ]);
  });
});

describe("versions", () => {
  it("ascend while the clock stands still or goes back", async () => {
    const rig = new ProducerRig();
    for (const nowMs of [NOW_MS, NOW_MS, NOW_MS - 5_000, NOW_MS + 1]) {
      rig.nowMs = nowMs;
      await rig.put("a", "x");
    }
    const versions = rig.queue.intents.map((intent) => intent.version);
    expect(versions).toEqual([...versions].sort());
    expect(new Set(versions).size).toBe(4);
  });

  it("come after the one that Sluice-After names, up to a minute ahead", async () => {
    const rig = new ProducerRig();
    const after = versionAt(NOW_MS + 60_000, 7, 9);
    await rig.put("a", "x", { headers: { "Sluice-After": after } });
    const [intent] = rig.queue.intents;
    expect((intent?.version ?? "") > after).toBe(true);
  });

  it("refuse to follow one more than a minute ahead", async () => {
    const rig = new ProducerRig();
    const after = versionAt(NOW_MS + 60_001);
    const response = await rig.put("a", "x", { headers: { "Sluice-After": after } });
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors).toMatchObject([{ header: "Sluice-After" }]);
    expect(rig.queue.attempts).toBe(0);
  });
});

describe("a queue that does not confirm", () => {
  it("is asked once more, after a pause with jitter", async () => {
    const rig = new ProducerRig();
    rig.queue.fails = () => rig.queue.attempts === 1;
    expect((await rig.put("a", "x")).status).toBe(202);
    expect(rig.queue.attempts).toBe(2);
    expect(rig.pausesMs).toEqual([300]);
  });

  it("makes the answer 503, with the reason reported", async () => {
    const rig = new ProducerRig();
    rig.queue.fails = () => true;
    const response = await rig.put("a", "x");
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toBe("1");
    expect((await problemOf(response)).detail).toContain("may still take effect");
    expect(rig.queue.attempts).toBe(2);
    expect(rig.events.map((event) => event.kind)).toEqual(["send-failed", "send-failed"]);
  });
});
