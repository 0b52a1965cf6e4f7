import { describe, expect, it } from "vitest";
import { openProducer } from "../../../producer/adapters/open-producer.ts";

const BINDINGS = {
  KV: {},
  WRITES: {},
  WRITES_IMMEDIATE: {},
  DEAD_LETTERS: {},
  LEDGER: {},
  DEAD_LETTER_STORE: {},
  GATE: {},
  VIEW_DESKS: {},
};

const healthOf = (settings: object) =>
  openProducer({ ...BINDINGS, SLUICE_TOKENS: [tokenEntry], ...settings } as never).health;

const tokenEntry = { id: "dev", sha256: "0".repeat(64), scopes: ["read"] };

describe("a producer at its start", () => {
  it("is well with sources whose bindings are there", () => {
    const SOURCES = { "page:": { binding: "RENDERER" } };
    expect(healthOf({ SOURCES, RENDERER: {} })).toMatchObject({
      status: "ok",
      bindings: { RENDERER: true },
    });
  });

  it("names the missing binding of a source", () => {
    expect(healthOf({ SOURCES: { "page:": { binding: "RENDERER" } } })).toMatchObject({
      status: "degraded",
      bindings: { RENDERER: false },
      problems: ["RENDERER: expected a binding of this name in the TOML file, found none"],
    });
  });

  it("names each queue that WRITE_QUEUES asks for and that is not bound, and how to add it", () => {
    const WRITES_2 = {};
    const { status, bindings, problems } = healthOf({ WRITE_QUEUES: 2, WRITES_2 });
    expect(status).toBe("degraded");
    expect(bindings).toMatchObject({ WRITES_2: true, WRITES_IMMEDIATE_2: false });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^WRITES_IMMEDIATE_2: .*WRITE_QUEUES is 2.*\[\[queues.producers\]\]/,
    );
    expect(healthOf({ WRITE_QUEUES: 2, WRITES_2, WRITES_IMMEDIATE_2: {} }).status).toBe("ok");
  });

  it.each([
    ["WRITE_QUEUES", 65],
    ["SOURCES", { "video:": { url: "http://media.test/{path}" } }],
    ["SOURCES", { "video:": { binding: "RENDERER", namespace: "nobody" } }],
    ["L1_TTL_SECONDS", { "session:": 0 }],
    ["L1_MAX_BYTES", 1],
    ["VIEWS", [{ prefix: "comment:", key: "recent", sortBy: "at", namespace: "nobody" }]],
    ["PURGE_PER_SECOND", 0],
    ["EDGE_TTL_SECONDS", -1],
  ])("names the setting %s when it is %j", (name, value) => {
    const { status, problems } = healthOf({ [name]: value });
    expect([status, problems.length]).toEqual(["degraded", 1]);
    expect(problems[0]).toMatch(new RegExp(`^${name}: `));
  });
});
