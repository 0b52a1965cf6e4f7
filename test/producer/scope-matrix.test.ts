import { describe, expect, it } from "vitest";
import { SCOPES } from "../../producer/auth/token.ts";
import { isRestPath } from "../../producer/rest/rest-path.ts";
import type { Route } from "../../producer/route.ts";
import { routes } from "../../producer/routes.ts";
import { PUBLIC_FILES } from "../../scripts/openapi/public-files.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";

/** Scopes as the contract gives them to routes; written out, so that a change has to be meant. */
const EXPECTED: Readonly<Record<string, string>> = {
  "PUT /v1/kv/:namespace/:key": "write",
  "DELETE /v1/kv/:namespace/:key": "write",
  "POST /v1/intents": "write",
  "GET /v1/kv/:namespace/:key": "read",
  "GET /v1/kv/:namespace": "read",
  "GET /v1/status/:namespace/:key": "read",
  "GET /v1/backlog": "ops:read",
  "GET /v1/metrics": "ops:read",
  "GET /v1/usage": "ops:read",
  "GET /v1/attention": "ops:read",
  "GET /v1/token": "ops:read",
  "GET /metrics": "ops:read",
  "GET /v1/dead-letters": "ops:read",
  "GET /v1/dead-letters/:id": "ops:read",
  "DELETE /v1/dead-letters/:id": "ops:write",
  "GET /v1/dead-letters/summary": "ops:read",
  "POST /v1/dead-letters/discard": "ops:write",
  "POST /v1/dead-letters/replay": "ops:write",
  "GET /v1/replays/:id": "ops:read",
  "DELETE /v1/replays/:id": "ops:write",
  "GET /v1/audit": "ops:read",
  "GET /v1/views": "ops:read",
  "POST /v1/views/:name/rebuild": "ops:write",
  "POST /v1/tags/:tag/purge": "write",
  "GET /v1/purges/:id": "write",
  "GET /v1/diagnostics": "ops:write",
  "GET /v1/namespaces": "ops:read",
  "POST /v1/namespaces/:namespace/pause": "ops:write",
  "POST /v1/namespaces/:namespace/resume": "ops:write",
  "PUT /client/v4/accounts/:account/storage/kv/namespaces/:namespace/values/:key": "write",
  "DELETE /client/v4/accounts/:account/storage/kv/namespaces/:namespace/values/:key": "write",
  "GET /client/v4/accounts/:account/storage/kv/namespaces/:namespace/values/:key": "read",
  "GET /client/v4/accounts/:account/storage/kv/namespaces/:namespace/metadata/:key": "read",
  "GET /client/v4/accounts/:account/storage/kv/namespaces/:namespace/keys": "read",
  "PUT /client/v4/accounts/:account/storage/kv/namespaces/:namespace/bulk": "write",
  "POST /client/v4/accounts/:account/storage/kv/namespaces/:namespace/bulk/delete": "write",
  "DELETE /client/v4/accounts/:account/storage/kv/namespaces/:namespace/bulk": "write",
  "POST /client/v4/accounts/:account/storage/kv/namespaces/:namespace/bulk/get": "read",
  "GET /healthz": "public",
};

const titleOf = (route: Route): string => `${route.method} ${route.path}`;

const pathOf = (route: Route): string =>
  route.path
    .replace(":account", "any")
    .replace(":namespace", "default")
    .replace(":key", "a")
    .replace(":id", "some-id")
    .replace(":tag", "a")
    .replace(":name", "some-view");

const request = (rig: ProducerRig, route: Route, tokenId: string | null) =>
  rig.request(pathOf(route), { method: route.method }, tokenId);

/** Said in the shape of the route. */
async function expectScopeMissing(route: Route, response: Response): Promise<void> {
  if (isRestPath(route.path)) {
    expect(await response.json()).toMatchObject({ success: false, errors: [{ code: 10000 }] });
  } else {
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:scope-missing");
  }
}

/** One token per scope, named after it. */
const rigWithAllScopes = () =>
  new ProducerRig({
    tokens: Object.fromEntries(
      SCOPES.map((scope) => [scope.replace(":", "-"), { scopes: [scope] }]),
    ),
  });

describe("the route table", () => {
  it("gives every route the scope of the contract", () => {
    const found = Object.fromEntries(routes.map((route) => [titleOf(route), route.access]));
    expect(found).toEqual(EXPECTED);
  });

  it("is public, with the files beside the Worker, only where the contract says so", () => {
    const ofWorker = routes.filter((route) => route.access === "public").map(titleOf);
    const files = PUBLIC_FILES.map((file) => `GET ${file.path}`);
    expect([...ofWorker, ...files].toSorted()).toEqual([
      "GET /docs",
      "GET /healthz",
      "GET /openapi.json",
      "GET /ops",
    ]);
  });

  it("names every operation once", () => {
    expect(new Set(routes.map((route) => route.name)).size).toBe(routes.length);
  });
});

describe.each(routes.map((route) => [titleOf(route), route] as const))("%s", (_, route) => {
  if (route.access === "public") {
    it("answers without a token", async () => {
      const response = await request(new ProducerRig(), route, null);
      expect(response.status).toBe(200);
    });
    return;
  }

  it("answers 401 without a token and asks for one", async () => {
    const rig = new ProducerRig();
    const response = await request(rig, route, null);
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
    expect(rig.queue.attempts).toBe(0);
    expect(rig.operations.asked).toEqual([]);
  });

  it.each(SCOPES)("lets the scope %s through only if it is its own", async (scope) => {
    const rig = rigWithAllScopes();
    const response = await request(rig, route, scope.replace(":", "-"));
    if (scope === route.access) {
      expect([401, 403]).not.toContain(response.status);
      return;
    }
    expect(response.status).toBe(403);
    await expectScopeMissing(route, response);
    expect(rig.queue.attempts).toBe(0);
    expect(rig.values.gets).toBe(0);
    expect(rig.operations.asked).toEqual([]);
  });
});

describe("a token with prefixes and namespaces", () => {
  const rig = () =>
    new ProducerRig({
      settings: { NAMESPACES: { default: "KV", other: "OTHER" } },
      tokens: {
        tenant: { prefixes: ["tenant:a/", "shared:"], namespaces: ["default"] },
      },
    });

  it.each([
    ["PUT", "/v1/kv/default/tenant%3Aa%2Fx", 202],
    ["PUT", "/v1/kv/default/tenant:a/x", 202],
    ["PUT", "/v1/kv/default/tenant%3Ab%2Fx", 403],
    ["PUT", "/v1/kv/default/tenant:a", 403],
    ["PUT", "/v1/kv/default/TENANT:a/x", 403],
    ["PUT", "/v1/kv/default/x%2F..%2Ftenant%3Aa%2Fx", 403],
    ["PUT", "/v1/kv/other/tenant:a/x", 403],
    ["PUT", "/v1/kv/nowhere/tenant:a/x", 403],
    ["DELETE", "/v1/kv/default/other", 403],
    ["GET", "/v1/kv/default/other", 403],
    ["GET", "/v1/kv/default/shared:1", 404],
    ["GET", "/v1/status/default/other", 403],
    ["GET", "/v1/status/default/shared:1", 200],
    ["GET", "/v1/kv/default?prefix=shared:", 200],
    ["GET", "/v1/kv/default?prefix=shared:deep", 200],
    ["GET", "/v1/kv/default?prefix=shared", 403],
    ["GET", "/v1/kv/default?prefix=", 403],
    ["GET", "/v1/kv/default", 403],
    ["GET", "/v1/kv/other?prefix=shared:", 403],
  ])("%s %s answers %i", async (method, path, status) => {
    const tenant = rig();
    const response = await tenant.request(path, { method }, "tenant");
    expect(response.status).toBe(status);
    if (status !== 202) expect(tenant.queue.attempts).toBe(0);
  });

  it.each(["pause", "resume"])(
    "cannot %s a namespace, whose other keys it would stop",
    async (action) => {
      const tenant = rig();
      const path = `/v1/namespaces/default/${action}`;
      const response = await tenant.request(path, { method: "POST" }, "tenant");
      expect([response.status, (await problemOf(response)).type]).toEqual([
        403,
        "urn:sluice:problem:key-forbidden",
      ]);
      expect(tenant.operations.asked).toEqual([]);
    },
  );

  it("refuses a whole intents request for one key outside", async () => {
    const tenant = rig();
    const intents = [
      { op: "delete", key: "shared:1" },
      { op: "delete", key: "private:1" },
      { op: "delete", key: "shared:2", namespace: "other" },
    ];
    const response = await tenant.post("/v1/intents", { intents }, "tenant");
    expect(response.status).toBe(403);
    const { errors } = await problemOf(response);
    expect(errors).toMatchObject([
      { pointer: "/intents/1/key" },
      { pointer: "/intents/2/namespace" },
    ]);
    expect(tenant.queue.attempts).toBe(0);
  });

  it("limits dead letters and replays to its keys", async () => {
    const tenant = rig();
    const access = { prefixes: ["tenant:a/", "shared:"], namespaces: ["default"] };
    await tenant.request("/v1/dead-letters", {}, "tenant");
    await tenant.request("/v1/dead-letters/some-id", {}, "tenant");
    await tenant.request("/v1/dead-letters/some-id", { method: "DELETE" }, "tenant");
    await tenant.post("/v1/dead-letters/replay", { all: true }, "tenant");
    await tenant.post("/v1/dead-letters/replay", { all: true, dryRun: true }, "tenant");
    await tenant.request("/v1/dead-letters/summary", {}, "tenant");
    await tenant.post("/v1/dead-letters/discard", { all: true, expected: 0 }, "tenant");
    await tenant.request("/v1/replays/some-id", { method: "DELETE" }, "tenant");
    await tenant.request("/v1/audit", {}, "tenant");
    const who = { tokenId: "tenant", note: null };
    expect(tenant.operations.asked).toMatchObject([
      { call: "list", given: [{ access }] },
      { call: "get", given: ["some-id", access] },
      { call: "discard", given: ["some-id", access, who] },
      { call: "startReplay", given: [{ access }, who] },
      { call: "countReplay", given: [{ access }] },
      { call: "summary", given: [{}, access] },
      { call: "discardMany", given: [{ access }, who] },
      { call: "cancelReplay", given: ["some-id", access, who] },
      { call: "audit", given: [{ access }] },
    ]);
  });
});
