import { describe, expect, it } from "vitest";
import { openProducer } from "../../producer/adapters/open-producer.ts";
import { createApp } from "../../producer/app.ts";
import type { Env } from "../../producer/bindings.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig, tokensJson } from "../support/producer-rig.ts";

describe("a path without a route", () => {
  it.each([
    "/",
    "/v1",
    "/v1/kv",
    "/v1/kv/",
    "/v1/kv/default/",
    "/v1//default/a",
    "/V1/backlog",
    "/v1/backlog/",
  ])("%s answers 404", async (path) => {
    const response = await new ProducerRig().request(path);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:route-unknown");
  });
});

describe("a method that a route does not take", () => {
  it.each([
    ["POST", "/v1/kv/default/a%0Ab", "PUT, DELETE, GET, HEAD"],
    ["PATCH", "/v1/kv/default/a", "PUT, DELETE, GET, HEAD"],
    ["PUT", "/v1/kv/default", "GET, HEAD"],
    ["GET", "/v1/intents", "POST"],
    ["OPTIONS", "/v1/backlog", "GET, HEAD"],
    ["PUT", "/v1/dead-letters/replay", "POST, GET, HEAD, DELETE"],
  ])("%s %s answers 405 with Allow", async (method, path, allow) => {
    const response = await new ProducerRig().request(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe(allow);
    await problemOf(response);
  });
});

describe("a broken invariant", () => {
  it("answers 500 without its words, and reports them with the route's pattern", async () => {
    const rig = new ProducerRig({
      services: {
        versions: {
          next: () => {
            throw new Error("private detail");
          },
          observe: () => ({ ok: true, value: undefined }),
        },
      },
    });
    const response = await rig.put("private-key", "x");
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problemOf(response))).not.toContain("private");
    const route = "PUT /v1/kv/:namespace/:key";
    expect(rig.events).toEqual([{ kind: "request-failed", route, detail: "private detail" }]);
  });
});

describe("an app without an execution context", () => {
  it("answers all the same", async () => {
    const rig = new ProducerRig();
    const headers = { Authorization: "Bearer slc_all_secret_of_all" };
    const response = await rig.app.request("/v1/kv/default/a", { method: "PUT", headers });
    expect(response.status).toBe(202);
  });
});

describe("a producer opened over an environment", () => {
  const bindings = {
    KV: {},
    WRITES: {},
    WRITES_IMMEDIATE: {},
    DEAD_LETTERS: {},
    LEDGER: {},
    DEAD_LETTER_STORE: {},
    VIEW_DESKS: {},
    GATE: {},
    SLUICE_TOKENS: tokensJson({ all: {} }),
  };
  const open = (changes: object) =>
    createApp(openProducer({ ...bindings, ...changes } as unknown as Env));
  const health = async (changes: object) => {
    const response = await open(changes).request("/healthz");
    return { status: response.status, body: (await response.json()) as object };
  };

  it("is healthy with every binding but the optional bucket", async () => {
    expect(await health({})).toEqual({
      status: 200,
      body: {
        status: "ok",
        bindings: {
          KV: true,
          WRITES: true,
          WRITES_IMMEDIATE: true,
          DEAD_LETTERS: true,
          LEDGER: true,
          DEAD_LETTER_STORE: true,
          VIEW_DESKS: true,
          GATE: true,
          PAYLOADS: false,
          SLUICE_TOKENS: true,
        },
        problems: [],
      },
    });
  });

  it.each([
    ["a setting that is wrong", { EDGE_TTL_SECONDS: "soon" }, "EDGE_TTL_SECONDS"],
    ["a binding that is missing", { WRITES: undefined }, "WRITES"],
    ["a namespace without its binding", { NAMESPACES: { other: "OTHER_KV" } }, "OTHER_KV"],
    ["no tokens", { SLUICE_TOKENS: undefined }, "SLUICE_TOKENS"],
  ])("with %s answers 503 on every route, naming it", async (_, changes, name) => {
    const found = await health(changes);
    expect(found).toMatchObject({ status: 503, body: { status: "degraded" } });
    expect(JSON.stringify(found.body)).toContain(name);
    for (const path of ["/v1/kv/default/a", "/v1/backlog"]) {
      const response = await open(changes).request(path);
      expect(response.status).toBe(503);
      expect(response.headers.get("Retry-After")).toBe("60");
      expect((await problemOf(response)).detail).toContain(name);
    }
  });

  it("never shows what SLUICE_TOKENS holds", async () => {
    const found = await health({ SLUICE_TOKENS: '[{"id":"secret-thing"}]' });
    expect(found.status).toBe(503);
    expect(JSON.stringify(found.body)).not.toContain("secret-thing");
  });
});
