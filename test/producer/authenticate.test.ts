import { describe, expect, it, vi } from "vitest";
import { authenticate } from "../../producer/auth/authenticate.ts";
import { parseTokens } from "../../producer/auth/token.ts";
import { nodeDigest, sha256Hex } from "../support/node-digest.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig, tokenOf, tokensJson } from "../support/producer-rig.ts";
import { NOW_MS } from "../support/versions.ts";

const isoAt = (epochMs: number): string => new Date(epochMs).toISOString();

const rig = () =>
  new ProducerRig({
    tokens: {
      all: {},
      old: { expires: isoAt(NOW_MS) },
      fresh: { expires: isoAt(NOW_MS + 1) },
    },
  });

const ask = (authorization: string) =>
  rig().request("/v1/backlog", { headers: { Authorization: authorization } }, null);

describe("authentication", () => {
  it.each([
    ["a token", `Bearer ${tokenOf("all")}`],
    ["a scheme in lower case", `bearer ${tokenOf("all")}`],
    ["a token about to expire", `Bearer ${tokenOf("fresh")}`],
  ])("takes %s", async (_, authorization) => {
    expect((await ask(authorization)).status).toBe(200);
  });

  it.each([
    ["an empty header", ""],
    ["another scheme", `Basic ${tokenOf("all")}`],
    ["no scheme", tokenOf("all")],
    ["a wrong secret", "Bearer slc_all_wrong"],
    ["a secret cut short", `Bearer ${tokenOf("all").slice(0, -1)}`],
    ["a secret with more behind it", `Bearer ${tokenOf("all")}x`],
    ["the secret of another id", "Bearer slc_all_secret_of_old"],
    ["an unknown id", "Bearer slc_nobody_secret_of_nobody"],
    ["an empty secret", "Bearer slc_all_"],
    ["an id in upper case", `Bearer ${tokenOf("all").replace("all", "ALL")}`],
    ["two tokens", `Bearer ${tokenOf("all")} ${tokenOf("all")}`],
    ["an expired token", `Bearer ${tokenOf("old")}`],
  ])("refuses %s with 401", async (_, authorization) => {
    const response = await ask(authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
    expect(JSON.stringify(await problemOf(response))).not.toContain("secret_of");
  });

  it("takes a secret with underscores whole", async () => {
    const tokens = parseTokens(
      JSON.stringify([{ id: "a", sha256: sha256Hex("x_y_z"), scopes: ["read"] }]),
    );
    const request = new Request("https://sluice.test", {
      headers: { Authorization: "Bearer slc_a_x_y_z" },
    });
    const clock = { now: () => NOW_MS, sleep: async () => {} };
    const found = await authenticate(request, { tokens, digest: nodeDigest, clock });
    expect(found).toMatchObject({ ok: true, value: { id: "a" } });
  });

  it("compares 32 bytes once, for unknown ids too", async () => {
    const areEqual = vi.fn(nodeDigest.areEqual);
    const digest = { ...nodeDigest, areEqual };
    const watched = new ProducerRig({ services: { digest } });
    await watched.request("/v1/backlog", { headers: { Authorization: "Bearer slc_no_x" } }, null);
    await watched.request("/v1/backlog", { headers: { Authorization: "Bearer slc_all_x" } }, null);
    expect(areEqual.mock.calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual([
      [32, 32],
      [32, 32],
    ]);
  });
});

describe("SLUICE_TOKENS", () => {
  it.each([
    ["nothing", undefined, /not set/],
    ["an empty text", "", /not set/],
    ["an empty list", "[]", /empty list/],
    ["broken JSON", "[{", /not JSON/],
    ["an object", "{}", /wrong/],
    ["a digest that is none", '[{"id":"a","sha256":"00","scopes":[]}]', /sha256.*64 hex/],
    ["an unknown field", tokensJson({ a: { admin: true } as object }), /wrong/],
    ["an unknown scope", tokensJson({ a: { scopes: ["root"] } }), /scopes/],
    ["an expiry that is no time", tokensJson({ a: { expires: "soon" } }), /expires/],
    [
      "an id twice",
      JSON.stringify([...JSON.parse(tokensJson({ a: {} })), ...JSON.parse(tokensJson({ a: {} }))]),
      /once/,
    ],
  ])("that holds %s opens nothing: 503 with the reason", async (_, given, reason) => {
    const tokens = parseTokens(given);
    const closed = new ProducerRig({ services: { tokens } });
    const response = await closed.request("/v1/backlog");
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toBe("60");
    expect((await problemOf(response)).detail).toMatch(reason);
  });
});
