import { describe, expect, it } from "vitest";
import { ProducerRig } from "../../support/producer-rig.ts";
import { refusalOf, restCaller, resultOf } from "../../support/rest-rig.ts";
import { NOW_MS } from "../../support/versions.ts";

const NOW_SECONDS = Math.floor(NOW_MS / 1_000);

const pairs = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: `v${index}` }));

const bulk = (rig: ProducerRig, body: unknown) => restCaller(rig).putJson("bulk", body);

describe("PUT bulk", () => {
  it("queues 10,000 pairs in the order of the request", async () => {
    const rig = new ProducerRig();
    expect(await resultOf(await bulk(rig, pairs(10_000)))).toEqual({
      successful_key_count: 10_000,
      unsuccessful_keys: [],
    });
    expect(rig.queue.intents).toHaveLength(10_000);
    const versions = new Set(rig.queue.intents.map((intent) => intent.version));
    expect(versions.size).toBe(10_000);
    const sorted = rig.queue.intents.toSorted((a, b) => (a.version < b.version ? -1 : 1));
    expect(sorted.map((intent) => intent.key)).toEqual(pairs(10_000).map(({ key }) => key));
  });

  it("takes text, base64, metadata and both kinds of end", async () => {
    const rig = new ProducerRig();
    const response = await bulk(rig, [
      { key: "text", value: "välue", metadata: { a: 1 }, extra: "passed over" },
      { key: "bytes", value: "AP8=", base64: true },
      { key: "encoded", value: "aGk=", base64: true, metadata: null },
      { key: "ttl", value: "", expiration_ttl: 120, expiration: NOW_SECONDS + 900 },
      { key: "end", value: "", expiration: NOW_SECONDS + 60, base64: false },
    ]);
    expect(await resultOf(response)).toMatchObject({ successful_key_count: 5 });
    const values = Object.fromEntries(rig.queue.intents.map((intent) => [intent.key, intent]));
    expect(values).toMatchObject({
      text: { value: { kind: "text", text: "välue" }, metadata: { a: 1 } },
      bytes: { value: { kind: "base64" } },
      encoded: { value: { kind: "text", text: "hi" } },
      ttl: { value: { text: "" }, expiration: NOW_SECONDS + 120 },
      end: { value: { text: "" }, expiration: NOW_SECONDS + 60 },
    });
  });

  it("keeps the last of two pairs of a key and counts the key once", async () => {
    const rig = new ProducerRig();
    const body = [
      { key: "a", value: "1" },
      { key: "a", value: "2" },
    ];
    expect(await resultOf(await bulk(rig, body))).toMatchObject({ successful_key_count: 1 });
    const newest = rig.queue.intents.toSorted((a, b) => (a.version < b.version ? 1 : -1))[0];
    expect(newest).toMatchObject({ value: { text: "2" } });
  });

  it("takes an empty array for nothing to do", async () => {
    const rig = new ProducerRig();
    expect(await resultOf(await bulk(rig, []))).toMatchObject({ successful_key_count: 0 });
    expect(rig.queue.attempts).toBe(0);
  });

  it("puts a value over the inline limit into R2", async () => {
    const rig = new ProducerRig();
    await resultOf(await bulk(rig, [{ key: "large", value: "x".repeat(200_000) }]));
    expect(rig.queue.intents).toMatchObject([{ value: { kind: "payload", sizeBytes: 200_000 } }]);
    expect(rig.payloads.objects.size).toBe(1);
  });

  it.each([
    ["no object", "x", "/9999", 10001],
    ["no key", { value: "x" }, "/9999/key", 10001],
    ["an empty key", { key: "", value: "x" }, "/9999/key", 10001],
    ["a key of 513 bytes", { key: "x".repeat(513), value: "x" }, "/9999/key", 10001],
    ["no value", { key: "a" }, "/9999/value", 10001],
    ["a number for a value", { key: "a", value: 1 }, "/9999/value", 10001],
    ["a lone surrogate", { key: "a", value: "\ud800" }, "/9999/value", 10001],
    ["broken base64", { key: "a", value: "%%", base64: true }, "/9999/value", 10001],
    ["a short life", { key: "a", value: "", expiration_ttl: 59 }, "/9999/expiration_ttl", 10034],
    ["an end in the past", { key: "a", value: "", expiration: 1 }, "/9999/expiration", 10001],
    [
      "too much metadata",
      { key: "a", value: "", metadata: "x".repeat(1_024) },
      "/9999/metadata",
      10001,
    ],
  ])("queues nothing of 10,000 pairs when the last has %s", async (_, bad, pointer, code) => {
    const rig = new ProducerRig();
    const response = await bulk(rig, [...pairs(9_999), bad]);
    const refusal = await refusalOf(response);
    expect(refusal).toMatchObject({ status: 400, result: null });
    expect(refusal.errors).toMatchObject([{ code, source: { pointer } }]);
    expect(rig.queue.attempts).toBe(0);
    expect(rig.payloads.begun).toEqual([]);
  });

  it("names every mistake, a hundred at most", async () => {
    const rig = new ProducerRig();
    const two = await refusalOf(await bulk(rig, [{ key: "" }, { key: "a", value: "" }]));
    expect(two.errors.map(({ source }) => source?.pointer)).toEqual(["/0/key", "/0/value"]);
    const many = await refusalOf(
      await bulk(
        rig,
        Array.from({ length: 300 }, () => ({})),
      ),
    );
    expect(many.errors).toHaveLength(100);
  });

  it.each([
    ["no array", {}, 400, 10012],
    ["10,001 pairs", pairs(10_001), 400, 10012],
    ["more than 16 MiB", [{ key: "a", value: "x".repeat(16_777_216) }], 413, 10001],
  ])("refuses a body of %s", async (_, body, status, code) => {
    const rig = new ProducerRig();
    expect(await refusalOf(await bulk(rig, body))).toMatchObject({ status, errors: [{ code }] });
    expect(rig.queue.attempts).toBe(0);
  });

  it("refuses a body that is no JSON", async () => {
    const response = await restCaller(new ProducerRig()).put("bulk", "[{]");
    expect(await refusalOf(response)).toMatchObject({ status: 400, errors: [{ code: 10012 }] });
  });

  it("names the keys that the queue did not confirm", async () => {
    const rig = new ProducerRig();
    rig.queue.fails = ({ intents }) => intents.some((intent) => intent.key === "k150");
    const response = await bulk(rig, pairs(250));
    expect(response.headers.get("Retry-After")).toBe("1");
    const { status, result } = await refusalOf(response);
    expect(status).toBe(503);
    const { successful_key_count: count, unsuccessful_keys: lost } = result as {
      successful_key_count: number;
      unsuccessful_keys: string[];
    };
    expect(lost).toContain("k150");
    expect(count).toBe(250 - lost.length);
    expect(rig.queue.intents.map(({ key }) => key).toSorted()).toEqual(
      pairs(250)
        .map(({ key }) => key)
        .filter((key) => !lost.includes(key))
        .toSorted(),
    );
  });
});
