import { describe, expect, it } from "vitest";
import { stampMetadata } from "../../shared/stamp.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { aVersion } from "../support/versions.ts";

const version = aVersion();

function rigWithKeys() {
  const rig = new ProducerRig();
  const name = (key: string) => ({ namespace: "default", key });
  rig.values.put(
    name("a/1"),
    "x",
    stampMetadata({ version, metadata: { own: true } }),
    2_000_000_000,
  );
  rig.values.put(name("a/2"), "x", stampMetadata({ version, metadata: [1] }));
  rig.values.put(name("b\n"), "x", stampMetadata({ version }));
  rig.values.put(name("c"), "x", "foreign");
  return rig;
}

const list = async (query = "") => {
  const response = await rigWithKeys().request(`/v1/kv/default${query}`);
  return { status: response.status, body: await response.json() };
};

describe("GET of a namespace", () => {
  it("lists keys with expiration and the caller's own metadata", async () => {
    expect(await list()).toEqual({
      status: 200,
      body: {
        keys: [
          { name: "a/1", expiration: 2_000_000_000, metadata: { own: true } },
          { name: "a/2", metadata: [1] },
          { name: "b\n" },
          { name: "c", metadata: "foreign" },
        ],
        list_complete: true,
      },
    });
  });

  it("goes page by page", async () => {
    const first = await list("?prefix=a%2F&limit=1");
    expect(first.body).toMatchObject({ keys: [{ name: "a/1" }], list_complete: false });
    const { cursor } = first.body as { cursor: string };
    const second = await list(`?prefix=a%2F&limit=1&cursor=${encodeURIComponent(cursor)}`);
    expect(second.body).toEqual({ keys: [{ name: "a/2", metadata: [1] }], list_complete: true });
  });

  it.each([
    ["limit=0", 422],
    ["limit=1001", 422],
    ["limit=ten", 422],
    ["reverse=true", 422],
    [`prefix=${"p".repeat(513)}`, 422],
    ["prefix=%E0%A4%A", 400],
    ["cursor=not-a-cursor", 400],
  ])("refuses ?%s with %i and names the parameter", async (query, status) => {
    const response = await rigWithKeys().request(`/v1/kv/default?${query}`);
    expect(response.status).toBe(status);
    const { errors } = await problemOf(response);
    expect(errors).toMatchObject([{ parameter: query.split("=")[0] }]);
  });

  it("shows nothing outside the token's prefixes, whatever list a cursor came from", async () => {
    const rig = new ProducerRig({ tokens: { tenant: { prefixes: ["mine:"] } } });
    const key = (name: string) => ({ name, expiration: null, metadata: null });
    rig.values.list = async () => ({ keys: [key("mine:1"), key("theirs:1")], cursor: null });
    const path = "/v1/kv/default?prefix=mine:&cursor=of-a-wider-list";
    const response = await rig.request(path, {}, "tenant");
    expect(await response.json()).toEqual({ keys: [{ name: "mine:1" }], list_complete: true });
  });

  it("answers 404 for an unknown namespace and 503 when KV is away", async () => {
    const rig = new ProducerRig();
    expect((await rig.request("/v1/kv/nowhere")).status).toBe(404);
    rig.values.list = () => Promise.reject(new Error("KV GET failed: 503 Service Unavailable"));
    expect((await rig.request("/v1/kv/default")).status).toBe(503);
  });
});
