import { describe, expect, it } from "vitest";
import { stampMetadata } from "../../../shared/stamp.ts";
import { ProducerRig } from "../../support/producer-rig.ts";
import { refusalOf, restCaller, restPath, resultOf } from "../../support/rest-rig.ts";
import { aVersion } from "../../support/versions.ts";

const named = (key: string) => ({ namespace: "default", key });

function rigWith(key: string, text = "v", metadata: unknown = null, ends: number | null = null) {
  const rig = new ProducerRig();
  rig.values.put(named(key), text, metadata, ends);
  return { rig, rest: restCaller(rig) };
}

describe("GET values/:key", () => {
  it("answers bytes whatever was stored, with the end of the value", async () => {
    const stamp = stampMetadata({ version: aVersion(1), contentType: "text/html" });
    const { rest } = rigWith("a", "<b>", stamp, 1_900_000_000);
    const response = await rest.get("values/a");
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("<b>");
    expect(response.headers.get("Content-Type")).toBe("application/octet-stream");
    expect(response.headers.get("expiration")).toBe("1900000000");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });

  it("says no end for a value that has none, nor one of a longer key", async () => {
    const { rig, rest } = rigWith("a");
    rig.values.put(named("ab"), "x", null, 1_900_000_000);
    expect((await rest.get("values/a")).headers.has("expiration")).toBe(false);
  });

  it("says no end that belongs to another version", async () => {
    const { rig, rest } = rigWith("a", "v", stampMetadata({ version: aVersion(1) }), 1_900_000_000);
    const read = rig.values.get.bind(rig.values);
    rig.values.get = async (name) => {
      const found = await read(name);
      rig.values.put(name, "w", stampMetadata({ version: aVersion(2) }), 1_950_000_000);
      return found;
    };
    const response = await rest.get("values/a");
    expect(await response.text()).toBe("v");
    expect(response.headers.has("expiration")).toBe(false);
  });

  it("answers the value without its end when KV tells no list", async () => {
    const { rig, rest } = rigWith("a", "v", null, 1_900_000_000);
    rig.values.list = async () => {
      throw new Error("KV list() limit exceeded for the day.");
    };
    const response = await rest.get("values/a");
    expect(await response.text()).toBe("v");
    expect(response.headers.has("expiration")).toBe(false);
  });

  it.each([
    ["wr%3Aa", "wr:a"],
    ["a%2Fb%20c%25", "a/b c%"],
    ["sdk:a", "sdk:a"],
  ])("finds under %s the key %s", async (encoded, key) => {
    const { rest } = rigWith(key, `of ${key}`);
    expect(await (await rest.get(`values/${encoded}`)).text()).toBe(`of ${key}`);
  });

  it("answers HEAD without a body", async () => {
    const { rig } = rigWith("a", "v", null, 1_900_000_000);
    const response = await rig.request(restPath("values/a"), { method: "HEAD" });
    expect(response.headers.get("expiration")).toBe("1900000000");
    expect(await response.text()).toBe("");
  });
});

describe("GET metadata/:key", () => {
  it.each([
    ["an object", stampMetadata({ version: aVersion(1), metadata: { a: 1 } }), { a: 1 }],
    ["a text", stampMetadata({ version: aVersion(1), metadata: "x" }), "x"],
    ["none", stampMetadata({ version: aVersion(1) }), null],
    ["what another writer stored", { b: 2 }, { b: 2 }],
    ["nothing of another writer", null, null],
  ])("answers %s, never the stamp", async (_, stored, expected) => {
    const { rest } = rigWith("a/b", "v", stored);
    expect(await resultOf(await rest.get("metadata/a%2Fb"))).toEqual(expected);
  });
});

describe("GET keys", () => {
  it("goes on from the cursor until it is empty", async () => {
    const { rig, rest } = rigWith("p/1", "v", { a: 1 }, 1_900_000_000);
    rig.values.put(named("p/2"), "v", stampMetadata({ version: aVersion(1) }));
    rig.values.put(named("p/3"), "v");
    rig.values.put(named("q/1"), "v");
    const first = await (await rest.get("keys?prefix=p%2F&limit=2")).json();
    expect(first).toEqual({
      success: true,
      errors: [],
      messages: [],
      result: [{ name: "p/1", expiration: 1_900_000_000, metadata: { a: 1 } }, { name: "p/2" }],
      result_info: { count: 2, cursor: expect.stringMatching(/./) },
    });
    const { cursor } = (first as { result_info: { cursor: string } }).result_info;
    const query = new URLSearchParams({ prefix: "p/", limit: "2", cursor });
    expect(await (await rest.get(`keys?${query}`)).json()).toMatchObject({
      result: [{ name: "p/3" }],
      result_info: { count: 1, cursor: "" },
    });
  });

  it.each(["keys", "keys?prefix=", "keys?prefix=&cursor="])("lists all at %s", async (path) => {
    const { rest } = rigWith("a");
    expect(await resultOf(await rest.get(path))).toEqual([{ name: "a" }]);
  });

  it.each([
    ["keys?limit=0", "limit: "],
    ["keys?limit=1001", "limit: "],
    ["keys?cursor=not-a-cursor", "cursor: "],
    [`keys?prefix=${"x".repeat(513)}`, "prefix: "],
  ])("refuses %s", async (path, words) => {
    const { rest } = rigWith("a");
    const refusal = await refusalOf(await rest.get(path));
    expect(refusal).toMatchObject({ status: 400, errors: [{ code: 10001 }] });
    expect(refusal.errors[0]?.message).toContain(words);
  });
});

describe("POST bulk/get", () => {
  const filled = () => {
    const { rig, rest } = rigWith(
      "text",
      "välue",
      stampMetadata({ version: aVersion(1), metadata: [1] }),
    );
    rig.values.put(named("json"), '{"n":1}');
    rig.values.put(named("__proto__"), "own");
    return { rig, rest };
  };

  it.each([
    [{ keys: ["text", "json", "absent"] }, { text: "välue", json: '{"n":1}', absent: null }],
    [{ keys: ["json", "json"], type: "json" }, { json: { n: 1 } }],
    [
      { keys: ["text", "absent"], withMetadata: true },
      { text: { value: "välue", metadata: [1] }, absent: null },
    ],
    [
      { keys: ["json"], type: "json", withMetadata: true },
      { json: { value: { n: 1 }, metadata: null } },
    ],
  ])("answers %j", async (body, values) => {
    const { rest } = filled();
    expect(await resultOf(await rest.postJson("bulk/get", body))).toEqual({ values });
  });

  it("answers a key that is called __proto__", async () => {
    const { rest } = filled();
    const response = await rest.postJson("bulk/get", { keys: ["__proto__"] });
    expect(await response.text()).toContain('"values":{"__proto__":"own"}');
  });

  it.each([
    ["no key", { keys: [] }],
    ["101 keys", { keys: Array.from({ length: 101 }, (_, index) => `k${index}`) }],
    ["an empty key", { keys: ["text", ""] }],
    ["another type", { keys: ["text"], type: "stream" }],
    ["a value that is no JSON", { keys: ["text", "json"], type: "json" }],
    ["an array", ["text"]],
  ])("refuses %s", async (_, body) => {
    const { rest } = filled();
    expect((await refusalOf(await rest.postJson("bulk/get", body))).status).toBe(400);
  });

  it("refuses values of more than 25 MiB together", async () => {
    const { rig, rest } = filled();
    for (const key of ["1", "2"]) rig.values.put(named(key), "x".repeat(14_000_000));
    const response = await rest.postJson("bulk/get", { keys: ["1", "2"] });
    expect(await refusalOf(response)).toMatchObject({ status: 413, errors: [{ code: 10001 }] });
  });
});
