import { describe, expect, it } from "vitest";
import { Diagnostics } from "../../producer/operations/diagnostics.ts";
import type { Services } from "../../producer/ports.ts";
import { CANARY_PREFIX } from "../../shared/canary-key.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";

type RigOptions = ConstructorParameters<typeof ProducerRig>[0];

/** Lets time pass until the answer is there. Streams need a turn of the event loop between steps. */
async function untilAnswered(clock: ManualClock, answer: Promise<Response>): Promise<Response> {
  let isOpen = true;
  void answer.finally(() => {
    isOpen = false;
  });
  while (isOpen) {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(250);
  }
  return answer;
}

/** A producer whose consumer applies everything, and whose time passes only when a test lets it. */
function aRig({ services, ...options }: RigOptions = {}) {
  const clock = new ManualClock();
  const values: Services["values"] = {
    get: async ({ key }) => {
      const put = rig.queue.intents.find((intent) => intent.key === key && intent.op === "put");
      if (put?.op !== "put" || put.value.kind !== "text") return null;
      return { body: new Blob([put.value.text]).stream(), metadata: null };
    },
    getMany: async () => new Map(),
    list: async () => ({ keys: [], cursor: null }),
  };
  const rig = new ProducerRig({ ...options, services: { clock, values, ...services } });
  rig.operations.finalState = "applied";
  const ask = async (path = "/v1/diagnostics", tokenId = "all") => {
    return untilAnswered(clock, rig.request(path, {}, tokenId));
  };
  const results = async (path?: string) => {
    const { status, tests } = Diagnostics.parse(await (await ask(path)).json());
    const named = tests.map(({ name, result, detail }) => [name, `${result}: ${detail}`] as const);
    return { status, tests, of: new Map<string, string>(named) };
  };
  return { clock, rig, ask, results };
}

describe("diagnostics", () => {
  it("try every binding and send a write the whole way", async () => {
    const { rig, results } = aRig();
    const { status, tests } = await results();
    expect(status).toBe("ok");
    expect(tests.filter(({ result }) => result !== "ok")).toEqual([]);
    expect([...new Set(tests.map(({ name }) => name))]).toEqual([
      "kv.read",
      "kv.list",
      "queue.writes",
      "queue.immediate",
      "queue.dead-letters",
      "r2",
      "ledger",
      "dead-letter-store",
      "gate",
      "canary.accept",
      "canary.apply",
      "canary.read",
      "canary.delete",
    ]);
    expect(tests.flatMap(({ shard }) => shard ?? [])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(rig.payloads.begun).toHaveLength(1);
    expect(rig.payloads.objects.size).toBe(0);
  });

  it("write one reserved key, with an end of its own, and delete it by the other lane", async () => {
    const { clock, rig, results } = aRig();
    const startSeconds = clock.now() / 1_000;
    await results();
    const [put, removal, ...others] = rig.queue.batches.flatMap(({ lane, intents }) =>
      intents.map((intent) => ({ lane, intent })),
    );
    expect(others).toEqual([]);
    expect(put).toMatchObject({
      lane: "immediate",
      intent: { op: "put", onFailure: "drop", expiration: startSeconds + 300 },
    });
    expect(put?.intent.key.startsWith(CANARY_PREFIX)).toBe(true);
    expect(removal).toMatchObject({ lane: "normal", intent: { op: "delete" } });
    expect(removal?.intent.key).toBe(put?.intent.key);
  });

  it("use a new key every time, so that no cache knows it", async () => {
    const { clock, rig, results } = aRig();
    await results();
    await clock.advance(10_000);
    await results();
    expect(new Set(rig.queue.intents.map(({ key }) => key)).size).toBe(2);
  });

  it("do it in each namespace, or in the one that is named", async () => {
    const NAMESPACES = { default: "KV", other: "OTHER" };
    const all = await aRig({ settings: { NAMESPACES } }).results();
    const canaries = all.tests.filter(({ name }) => name === "canary.delete");
    expect(canaries.map(({ namespace }) => namespace)).toEqual(["default", "other"]);
    const one = await aRig({ settings: { NAMESPACES } }).results("/v1/diagnostics?namespace=other");
    expect(new Set(one.tests.flatMap(({ namespace }) => namespace ?? []))).toEqual(
      new Set(["other"]),
    );
  });

  it("skip R2 where no bucket is bound", async () => {
    const { results } = aRig({ services: { payloads: null } });
    const { status, of } = await results();
    expect(status).toBe("ok");
    expect(of.get("r2")).toMatch(/^skipped: no bucket is bound as PAYLOADS/);
  });
});

describe("diagnostics of what is broken", () => {
  it("say which binding failed, why, and what to do", async () => {
    const { rig, results } = aRig();
    rig.operations.probes.countLetters = async () => {
      throw new Error("Durable Object storage is overloaded");
    };
    rig.payloads.failing = "write";
    const { status, tests, of } = await results();
    expect(status).toBe("failed");
    expect(of.get("dead-letter-store")).toBe("failed: Durable Object storage is overloaded");
    expect(of.get("r2")).toMatch(/^failed: /);
    expect(of.get("canary.delete")).toMatch(/^ok/);
    const failures = tests.filter(({ result }) => result === "failed");
    expect(failures.every(({ advice }) => advice !== undefined)).toBe(true);
    expect(rig.events).toContainEqual({
      kind: "service-failed",
      service: "diagnostics dead-letter-store",
      detail: "Durable Object storage is overloaded",
    });
  });

  it("give up on a binding that does not answer", async () => {
    const { rig, results } = aRig({ settings: { LEDGER_SHARDS: 32 } });
    rig.operations.probes.shard = () => new Promise(() => undefined);
    const { tests } = await results();
    const shards = tests.filter(({ name }) => name === "ledger");
    expect(shards[0]).toMatchObject({ result: "failed", detail: "no answer within 5000 ms" });
    expect(shards.at(-1)).toMatchObject({ result: "skipped" });
  });

  it("delete the key when it is not applied in time, and say what keeps it", async () => {
    const { rig, results } = aRig();
    rig.operations.finalState = null;
    const { of } = await results();
    expect(of.get("canary.apply")).toBe(
      "failed: not applied within 20 s: the ledger has not been told",
    );
    expect(of.get("canary.read")).toBe("skipped: it was not applied");
    expect(of.get("canary.delete")).toMatch(/^failed: not applied within 20 s/);
    expect(rig.queue.intents.map(({ op }) => op)).toEqual(["put", "delete"]);
  });

  it("delete the key when the write was not confirmed: it may land all the same", async () => {
    const { rig, results } = aRig();
    rig.queue.fails = ({ lane }) => lane === "immediate";
    const { of } = await results();
    expect(of.get("canary.accept")).toMatch(/^failed: the queue did not confirm the write/);
    expect(of.get("canary.apply")).toBe("skipped: it was not accepted");
    expect(of.get("canary.delete")).toMatch(/^ok/);
    expect(rig.queue.intents).toMatchObject([{ op: "delete", priority: "normal" }]);
  });

  it("delete the key by the fast lane when the other one fails", async () => {
    const { rig, results } = aRig();
    rig.queue.fails = ({ lane }) => lane === "normal";
    const { of } = await results();
    expect(of.get("canary.delete")).toBe(
      "failed: the queue WRITES did not take the deletion; WRITES_IMMEDIATE did",
    );
    expect(rig.queue.intents.map(({ op }) => op)).toEqual(["put", "delete"]);
  });

  it("see a value that is not what was sent", async () => {
    const { results } = aRig({
      services: {
        values: {
          get: async () => ({ body: new Blob(["other"]).stream(), metadata: null }),
          getMany: async () => new Map(),
          list: async () => ({ keys: [], cursor: null }),
        },
      },
    });
    expect((await results()).of.get("canary.read")).toBe(
      "failed: KV holds another value than was sent",
    );
  });

  it("see a write that ended in another way than applied", async () => {
    const { rig, results } = aRig();
    rig.operations.finalState = "dropped";
    expect((await results()).of.get("canary.apply")).toBe("failed: it ended as dropped");
  });
});

describe("who may diagnose", () => {
  it("is nobody with a token that is limited to prefixes", async () => {
    const { rig, ask } = aRig({ tokens: { tenant: { prefixes: [""] } } });
    const response = await ask("/v1/diagnostics", "tenant");
    expect(response.status).toBe(403);
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:key-forbidden");
    expect([rig.queue.attempts, rig.operations.asked]).toEqual([0, []]);
  });

  it("is limited to the namespaces of the token", async () => {
    const { ask } = aRig({
      settings: { NAMESPACES: { default: "KV", other: "OTHER" } },
      tokens: { tenant: { namespaces: ["other"] } },
    });
    expect((await ask("/v1/diagnostics?namespace=default", "tenant")).status).toBe(403);
    const { tests } = Diagnostics.parse(await (await ask("/v1/diagnostics", "tenant")).json());
    expect(new Set(tests.flatMap(({ namespace }) => namespace ?? []))).toEqual(new Set(["other"]));
  });

  it("learns which namespaces there are when one is unknown", async () => {
    const response = await aRig().ask("/v1/diagnostics?namespace=nowhere");
    expect(response.status).toBe(404);
    expect((await problemOf(response)).detail).toContain("default");
  });

  it("waits for its turn: one at a time, and ten seconds between two", async () => {
    const { clock, rig } = aRig();
    const first = rig.request("/v1/diagnostics");
    const second = await rig.request("/v1/diagnostics");
    expect(second.status).toBe(429);
    expect(second.headers.get("Retry-After")).toBe("10");
    expect((await problemOf(second)).type).toBe("urn:sluice:problem:diagnostics-busy");
    expect((await untilAnswered(clock, first)).status).toBe(200);
    expect((await rig.request("/v1/diagnostics")).status).toBe(429);
    await clock.advance(10_000);
    const third = rig.request("/v1/diagnostics");
    expect((await untilAnswered(clock, third)).status).toBe(200);
  });
});
