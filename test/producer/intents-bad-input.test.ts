import { describe, expect, it } from "vitest";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { NOW_MS, versionAt } from "../support/versions.ts";

type Bad = readonly [title: string, intent: unknown, status: number, pointer: string];

const put = (fields: object) => ({ op: "put", key: "a", value: "secret value", ...fields });

const many = (count: number, start: string) =>
  Array.from({ length: count }, (_, n) => `${start}${n}`);
const touch = (fields: object) => ({ op: "touch", key: "a", ...fields });

const BAD: readonly Bad[] = [
  ["no object", "put", 422, "/intents/1"],
  ["null", null, 422, "/intents/1"],
  ["no operation", { key: "a" }, 422, "/intents/1/op"],
  ["an unknown operation", put({ op: "increment" }), 422, "/intents/1/op"],
  ["a touch without an end", { op: "touch", key: "a" }, 422, "/intents/1/expirationTtl"],
  ["a touch of 59 seconds", touch({ expirationTtl: 59 }), 422, "/intents/1/expirationTtl"],
  ["a touch into the past", touch({ expiration: 1 }), 422, "/intents/1/expiration"],
  [
    "a touch with both ends",
    touch({ expirationTtl: 60, expiration: 9e9 }),
    422,
    "/intents/1/expiration",
  ],
  ["a value in a touch", touch({ expirationTtl: 60, value: "v" }), 422, "/intents/1/value"],
  ["a tag with a space", put({ tags: ["x", "a b"] }), 422, "/intents/1/tags/1"],
  ["a tag with a comma", put({ tags: ["a,b"] }), 422, "/intents/1/tags/0"],
  ["an empty tag", put({ tags: [""] }), 422, "/intents/1/tags/0"],
  ["a tag of 65 characters", put({ tags: ["t".repeat(65)] }), 422, "/intents/1/tags/0"],
  ["a tag with a newline", put({ tags: ["a\n"] }), 422, "/intents/1/tags/0"],
  ["the tag ..", put({ tags: [".."] }), 422, "/intents/1/tags/0"],
  ["a tag that is a number", put({ tags: [7] }), 422, "/intents/1/tags/0"],
  ["17 tags", put({ tags: many(17, "t") }), 422, "/intents/1/tags"],
  ["more tags than fit", put({ tags: many(16, "t".repeat(60)) }), 422, "/intents/1/tags"],
  ["tags in a delete", { op: "delete", key: "a", tags: ["x"] }, 422, "/intents/1/tags"],
  ["tags in a touch", touch({ expirationTtl: 60, tags: ["x"] }), 422, "/intents/1/tags"],
  ["an unknown field", put({ ttl: 60 }), 422, "/intents/1/ttl"],
  ["a value in a delete", { op: "delete", key: "a", value: "v" }, 422, "/intents/1/value"],
  ["no key", { op: "delete" }, 422, "/intents/1/key"],
  ["an empty key", put({ key: "" }), 422, "/intents/1/key"],
  ["the key .", put({ key: "." }), 422, "/intents/1/key"],
  ["the key ..", put({ key: ".." }), 422, "/intents/1/key"],
  ["a key of 513 bytes", put({ key: "k".repeat(513) }), 422, "/intents/1/key"],
  ["a key with a lone surrogate", put({ key: "a\ud800" }), 422, "/intents/1/key"],
  ["a key that is a number", put({ key: 7 }), 422, "/intents/1/key"],
  ["an unknown namespace", put({ namespace: "nowhere" }), 404, "/intents/1/namespace"],
  ["no value", { op: "put", key: "a" }, 422, "/intents/1/value"],
  ["two values", put({ valueBase64: "AA==" }), 422, "/intents/1/value"],
  ["a value that is a number", put({ value: 7 }), 422, "/intents/1/value"],
  ["a value with a lone surrogate", put({ value: "a\udc00" }), 422, "/intents/1/value"],
  ["broken base64", { op: "put", key: "a", valueBase64: "A" }, 422, "/intents/1/valueBase64"],
  ["a life of 59 seconds", put({ expirationTtl: 59 }), 422, "/intents/1/expirationTtl"],
  ["a life as text", put({ expirationTtl: "60" }), 422, "/intents/1/expirationTtl"],
  ["an expiration in the past", put({ expiration: 1 }), 422, "/intents/1/expiration"],
  ["both lives", put({ expirationTtl: 60, expiration: 9e9 }), 422, "/intents/1/expiration"],
  ["too much metadata", put({ metadata: "m".repeat(1_000) }), 422, "/intents/1/metadata"],
  [
    "a content type with a newline",
    put({ contentType: "a/b\r\nx: y" }),
    422,
    "/intents/1/contentType",
  ],
  ["an unknown priority", put({ priority: "high" }), 422, "/intents/1/priority"],
  ["an unknown onFailure", put({ onFailure: "retry" }), 422, "/intents/1/onFailure"],
  ["a malformed after", put({ after: "yesterday" }), 400, "/intents/1/after"],
  ["an after from the future", put({ after: versionAt(NOW_MS + 60_001) }), 422, "/intents/1/after"],
];

describe("an intents request with one bad intent", () => {
  it.each(BAD)("%s is refused as a whole", async (_, bad, status, pointer) => {
    const rig = new ProducerRig();
    const large = put({ value: "v".repeat(200_000) });
    const response = await rig.post("/v1/intents", { intents: [large, bad] });
    expect(response.status).toBe(status);
    const problem = await problemOf(response);
    expect(problem.errors).toMatchObject([{ pointer }]);
    expect(JSON.stringify(problem)).not.toContain("secret value");
    expect(rig.queue.attempts).toBe(0);
    expect(rig.payloads.begun).toEqual([]);
  });

  it("says what was expected", async () => {
    const rig = new ProducerRig();
    const intents = [put({ op: "increment" }), { op: "delete", key: "a", tags: ["x"] }];
    const { errors } = await problemOf(await rig.post("/v1/intents", { intents }));
    expect(errors?.map((error) => error.detail)).toEqual([
      'expected the operation "put", "delete" or "touch"',
      "no such field",
    ]);
  });

  it("has every bad intent named, and is 422 when they are bad in different ways", async () => {
    const rig = new ProducerRig();
    const intents = [
      put({ key: "" }),
      put({}),
      put({ namespace: "nowhere", after: "yesterday" }),
      put({ "a/b~c": 1 }),
    ];
    const response = await rig.post("/v1/intents", { intents });
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors).toMatchObject([
      { pointer: "/intents/0/key" },
      { pointer: "/intents/2/namespace" },
      { pointer: "/intents/2/after" },
      { pointer: "/intents/3/a~1b~0c" },
    ]);
  });
});

describe("an intents body", () => {
  const deep = `{"intents":[{"op":"put","key":"a","value":"v","metadata":${"[".repeat(30)}${"]".repeat(30)}}]}`;
  const proto = '{"intents":[{"op":"put","key":"a","value":"v","metadata":{"__proto__":{"x":1}}}]}';

  it.each([
    ["nothing", "", 400],
    ["broken JSON", '{"intents":[', 400],
    ["a byte order mark", '\ufeff{"intents":[]}', 400],
    ["a list", "[]", 422],
    ["null", "null", 422],
    ["no intents", "{}", 422],
    ["an empty list of intents", '{"intents":[]}', 422],
    ["1,001 intents", JSON.stringify({ intents: Array(1_001).fill(put({})) }), 422],
    ["an unknown member", '{"intents":[{"op":"delete","key":"a"}],"atomic":true}', 422],
    ["33 levels of nesting", deep, 422],
    ["a million opening brackets", "[".repeat(1_000_000), 422],
    ["__proto__ in metadata", proto, 422],
    ["__proto__ at the top", '{"__proto__":{"intents":[]}}', 422],
  ])("that holds %s answers with a problem", async (_, body, status) => {
    const rig = new ProducerRig();
    const response = await rig.post("/v1/intents", body);
    expect(response.status).toBe(status);
    await problemOf(response);
    expect(rig.queue.attempts).toBe(0);
  });

  it("names where __proto__ lies", async () => {
    const { errors } = await problemOf(await new ProducerRig().post("/v1/intents", proto));
    expect(errors).toMatchObject([{ pointer: "/intents/0/metadata/__proto__" }]);
  });

  it("that is no UTF-8 answers 400", async () => {
    const rig = new ProducerRig();
    const body = new Uint8Array([0x22, 0xff, 0x22]);
    const response = await rig.request("/v1/intents", { method: "POST", body });
    expect(response.status).toBe(400);
  });

  it("over 8 MiB answers 413, whether it says so or not", async () => {
    const rig = new ProducerRig();
    const chunk = new Uint8Array(1_048_576).fill(0x20);
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(chunk);
      },
    });
    const streamed = await rig.request("/v1/intents", { method: "POST", body: stream });
    expect(streamed.status).toBe(413);
    expect(pulled).toBeLessThanOrEqual(10);
    const headers = { "Content-Length": "8388609" };
    const announced = await rig.request("/v1/intents", { method: "POST", body: "x", headers });
    expect(announced.status).toBe(413);
  });

  it("with an unknown query parameter answers 422", async () => {
    const response = await new ProducerRig().post("/v1/intents?dryRun=1", { intents: [put({})] });
    expect(response.status).toBe(422);
  });
});
