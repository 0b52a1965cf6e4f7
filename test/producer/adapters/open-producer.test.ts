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

  it.each([
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
