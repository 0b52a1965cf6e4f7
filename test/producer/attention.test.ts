import { describe, expect, it } from "vitest";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { NOW_MS } from "../support/versions.ts";

const key = { namespace: "default", key: "a" };

describe("GET /v1/attention", () => {
  it("names the foremost keys of all shards, with times", async () => {
    const rig = new ProducerRig({ tokens: { all: {}, some: { prefixes: ["a"] } } });
    const shard = {
      isComplete: true,
      unknownOutcomes: { count: 1, keys: [{ ...key, untilMs: NOW_MS + 1_000 }] },
      hotKeys: [{ ...key, superseded: 12 }],
      longestHeld: [
        { ...key, heldFor: "backoff" as const, sinceMs: NOW_MS, notBeforeMs: NOW_MS + 500 },
        { ...key, heldFor: "pause" as const, sinceMs: NOW_MS + 1, notBeforeMs: null },
      ],
      clockAheadMs: 3,
    };
    rig.operations.attentions = [shard, { ...shard, isComplete: false }];
    const response = await rig.request("/v1/attention", {}, "some");
    const held = { ...key, heldFor: "backoff", since: "2027-01-15T08:00:00.000Z" };
    const paused = { ...key, heldFor: "pause", since: "2027-01-15T08:00:00.001Z" };
    const until = "2027-01-15T08:00:01.000Z";
    expect(await response.json()).toEqual({
      at: "2027-01-15T08:00:00.000Z",
      complete: false,
      unknownOutcomes: { count: 2, keys: Array(2).fill({ ...key, until }) },
      hotKeys: Array(2).fill({ ...key, superseded: 12 }),
      longestHeld: [
        ...Array(2).fill({ ...held, notBefore: "2027-01-15T08:00:00.500Z" }),
        ...Array(2).fill(paused),
      ],
      clockAheadMs: 3,
    });
    expect(rig.operations.asked).toEqual([
      { call: "attention", given: [{ access: { prefixes: ["a"] } }] },
    ]);
  });

  it("answers 503 when a shard does not", async () => {
    const rig = new ProducerRig();
    rig.operations.isBroken = true;
    const response = await rig.request("/v1/attention");
    expect(response.status).toBe(503);
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:unavailable");
  });
});

describe("GET /v1/token", () => {
  it("tells what the token may do, and no secret", async () => {
    const limits = {
      scopes: ["ops:read"],
      namespaces: ["default"],
      prefixes: ["a"],
      expires: "2028-01-01",
    };
    const rig = new ProducerRig({ tokens: { all: {}, some: limits } });
    expect(await (await rig.request("/v1/token")).json()).toEqual({
      id: "all",
      scopes: ["read", "write", "ops:read", "ops:write"],
    });
    expect(await (await rig.request("/v1/token", {}, "some")).json()).toEqual({
      id: "some",
      ...limits,
      expires: "2028-01-01T00:00:00.000Z",
    });
  });
});
