import { describe, expect, it } from "vitest";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { A_PURGE } from "../support/scripted-operations.ts";
import { aVersion } from "../support/versions.ts";

const tagged = (tags: string) => ({ headers: { "Sluice-Tags": tags } });
const stored = (rig: ProducerRig, tags: unknown) =>
  rig.values.put({ namespace: "default", key: "a" }, "value", {
    sluice: { v: aVersion(), g: tags },
  });

describe("tags of a write", () => {
  it("travel in the intent, sorted, each once", async () => {
    const rig = new ProducerRig();
    expect((await rig.put("a", "x", tagged("b, a,b"))).status).toBe(202);
    expect(rig.queue.intents[0]).toMatchObject({ op: "put", tags: ["a", "b"] });
  });

  it("are the same from an intents request", async () => {
    const rig = new ProducerRig();
    const intents = [
      { op: "put", key: "a", value: "x", tags: ["b", "a"] },
      { op: "put", key: "b", value: "x", tags: [] },
    ];
    expect((await rig.post("/v1/intents", { intents })).status).toBe(202);
    expect(rig.queue.intents[0]).toMatchObject({ tags: ["a", "b"] });
    expect(rig.queue.intents[1]).not.toHaveProperty("tags");
  });

  it("are part of what is compared: other tags are a change, another order is none", async () => {
    const rig = new ProducerRig();
    for (const tags of ["a,b", "b,a", "a", ""]) await rig.put("a", "x", tagged(tags));
    const [both, turned, one, none] = rig.queue.intents.map(({ digest }) => digest);
    expect(turned).toBe(both);
    expect(new Set([both, one, none]).size).toBe(3);
  });
});

describe("tags of a value", () => {
  it("come back as Cache-Tag, from KV and from the edge", async () => {
    const rig = new ProducerRig();
    stored(rig, ["a", "b"]);
    const fromKv = await rig.request("/v1/kv/default/a");
    await rig.settle();
    const fromEdge = await rig.request("/v1/kv/default/a");
    expect(fromEdge.headers.get("Cache-Status")).toContain("hit");
    expect([fromKv, fromEdge].map(({ headers }) => headers.get("Cache-Tag"))).toEqual([
      "a,b",
      "a,b",
    ]);
  });

  it("come back also when no new write could bring them", async () => {
    const rig = new ProducerRig();
    stored(rig, [".", "a"]);
    expect((await rig.request("/v1/kv/default/a")).headers.get("Cache-Tag")).toBe(".,a");
  });

  it.each([
    ["nothing", undefined],
    ["no list", "a,b"],
    ["what is no tag", ["a b", "c\r\nx: y", 7]],
    ["more than 16", Array.from({ length: 17 }, (_, n) => `t${n}`)],
  ])("are none where another writer has stamped %s", async (_, tags) => {
    const rig = new ProducerRig();
    stored(rig, tags);
    const response = await rig.request("/v1/kv/default/a");
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Tag")).toBeNull();
  });
});

describe("POST /v1/tags/:tag/purge", () => {
  const started = (rig: ProducerRig) =>
    rig.operations.asked
      .filter(({ call }) => call === "purge")
      .map(({ given }) => given[1] as { purge: Record<string, unknown> });

  it("starts in every shard, with the share of the pace that its keys ask for", async () => {
    const rig = new ProducerRig();
    const response = await rig.request("/v1/tags/a%2Fb/purge", { method: "POST" });
    expect(response.status).toBe(202);
    const answer = await response.json();
    expect(answer).toMatchObject({ state: "running", matched: 4, enqueued: 1, skipped: 0 });
    const purges = started(rig).map(({ purge }) => purge);
    expect(purges).toMatchObject([
      { tag: "a/b", access: {}, ratePerSecond: 25, skipUnchanged: true },
      { tag: "a/b", access: {}, ratePerSecond: 50 },
    ]);
    const [one, other] = purges;
    expect(answer).toMatchObject({ id: one?.id });
    expect(other?.id).toBe(one?.id);
    expect(String(other?.version) > String(one?.version)).toBe(true);
  });

  it("stamps its versions before it asks anything: what is accepted after it is newer", async () => {
    const rig = new ProducerRig();
    const { purges } = rig.operations;
    const { count } = purges;
    purges.count = async (...given) => {
      await rig.put("k", "accepted while the shards are asked");
      return count(...given);
    };
    await rig.post("/v1/tags/a/purge", {});
    const stamped = started(rig).map(({ purge }) => String(purge.version));
    const accepted = rig.queue.intents.map(({ version }) => version);
    expect([stamped.length, accepted.length]).toEqual([2, 2]);
    expect([...accepted, ...stamped].toSorted().slice(0, 2)).toEqual(stamped.toSorted());
  });

  it("only counts in a dry run", async () => {
    const rig = new ProducerRig();
    const response = await rig.post("/v1/tags/a/purge", { dryRun: true });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ tag: "a", matched: 4 });
    expect(started(rig)).toEqual([]);
  });

  it("reaches what the token covers, and one namespace of it if that is named", async () => {
    const rig = new ProducerRig({
      settings: { NAMESPACES: { default: "KV", other: "OTHER" } },
      tokens: { tenant: { prefixes: ["mine:"] } },
    });
    await rig.post("/v1/tags/a/purge", { namespace: "other", ratePerSecond: 10 }, "tenant");
    expect(started(rig)[1]?.purge).toMatchObject({
      access: { prefixes: ["mine:"], namespaces: ["other"] },
      ratePerSecond: 10,
    });
  });

  it.each([
    ["a tag with a space", "a%20b", {}, 422, { parameter: "tag" }],
    ["a tag of 65 characters", "t".repeat(65), {}, 422, { parameter: "tag" }],
    ["an unknown namespace", "a", { namespace: "nowhere" }, 404, { pointer: "/namespace" }],
    ["a pace of 0", "a", { ratePerSecond: 0 }, 422, { pointer: "/ratePerSecond" }],
    ["an unknown member", "a", { dryrun: true }, 422, { pointer: "/dryrun" }],
  ])("refuses %s", async (_, tag, body, status, error) => {
    const rig = new ProducerRig();
    const response = await rig.post(`/v1/tags/${tag}/purge`, body);
    expect(response.status).toBe(status);
    expect((await problemOf(response)).errors).toMatchObject([error]);
    expect(rig.operations.asked).toEqual([]);
  });

  it("refuses a namespace that the token does not cover", async () => {
    const rig = new ProducerRig({ tokens: { tenant: { namespaces: ["other"] } } });
    const response = await rig.post("/v1/tags/a/purge", { namespace: "default" }, "tenant");
    expect(response.status).toBe(403);
  });

  it("answers 503 when the ledger cannot be asked", async () => {
    const rig = new ProducerRig();
    rig.operations.isBroken = true;
    expect((await rig.post("/v1/tags/a/purge", {})).status).toBe(503);
    expect((await rig.request("/v1/purges/purge_1")).status).toBe(503);
  });
});

describe("GET /v1/purges/:id", () => {
  it("adds up what the shards say", async () => {
    const rig = new ProducerRig();
    rig.operations.purge = { ...A_PURGE, enqueued: 3, skipped: 1, finishedAtMs: 1_800_000_001_000 };
    const response = await rig.request("/v1/purges/purge_1");
    expect(await response.json()).toEqual({
      id: "purge_1",
      tag: "a",
      state: "finished",
      matched: 4,
      skipped: 1,
      enqueued: 3,
      startedAt: "2027-01-15T08:00:00.000Z",
      finishedAt: "2027-01-15T08:00:01.000Z",
    });
  });

  it("answers 404 for what no shard knows", async () => {
    const response = await new ProducerRig().request("/v1/purges/purge_2");
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:purge-unknown");
  });
});
