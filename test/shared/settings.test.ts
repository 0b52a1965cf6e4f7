import { describe, expect, it } from "vitest";
import { parseSettings, Settings } from "../../shared/settings.ts";

/** What a Worker with these variables is told, or the settings that it runs with. */
const parse = (variables: object): unknown => {
  const parsed = parseSettings(variables);
  return parsed.ok ? parsed.value : parsed.error;
};

const DEFAULTS: Settings = {
  NAMESPACES: { default: "KV" },
  PACE_MS: 1_000,
  MAX_FAILURES: 12,
  LEASE_MS: 15_000,
  PUT_TIMEOUT_MS: 5_000,
  REPAIR_AFTER_MS: 30_000,
  INLINE_LIMIT_BYTES: 96_000,
  SKIP_UNCHANGED: true,
  EDGE_TTL_SECONDS: 30,
  SOURCES: {},
  L1_TTL_SECONDS: {},
  L1_MAX_BYTES: 8_388_608,
  LEDGER_SHARDS: 8,
  RETENTION_DAYS: 30,
  RELEASE_BATCH: 200,
  REPLAY_PER_SECOND: 50,
  VIEWS: [],
  PURGE_PER_SECOND: 50,
  ALERT_WEBHOOK_URL: undefined,
  ALERT_OLDEST_SECONDS: 600,
  DAILY_WRITE_BUDGET: undefined,
  DAILY_DELETE_BUDGET: undefined,
  MAX_HELD: undefined,
  WRITE_QUEUES: 1,
  WRITES_QUEUE: "sluice-writes",
  WRITES_IMMEDIATE_QUEUE: "sluice-writes-immediate",
  DEAD_LETTERS_QUEUE: "sluice-dead-letters",
};

/** Least and greatest value of every numeric setting. */
const RANGES = [
  ["PACE_MS", 1_000, 3_600_000],
  ["MAX_FAILURES", 1, 1_000],
  ["LEASE_MS", 5_000, 300_000],
  ["PUT_TIMEOUT_MS", 500, 60_000],
  ["REPAIR_AFTER_MS", 5_000, 3_600_000],
  ["INLINE_LIMIT_BYTES", 1_024, 120_000],
  ["EDGE_TTL_SECONDS", 0, 86_400],
  ["L1_MAX_BYTES", 65_536, 67_108_864],
  ["LEDGER_SHARDS", 1, 256],
  ["RETENTION_DAYS", 15, 3_650],
  ["RELEASE_BATCH", 1, 1_000],
  ["REPLAY_PER_SECOND", 1, 1_000],
  ["PURGE_PER_SECOND", 1, 1_000],
  ["ALERT_OLDEST_SECONDS", 60, 604_800],
  ["DAILY_WRITE_BUDGET", 1, 1_000_000_000],
  ["DAILY_DELETE_BUDGET", 1, 1_000_000_000],
  ["MAX_HELD", 1, 1_000_000_000],
  ["WRITE_QUEUES", 1, 64],
] as const;

/** Unset by default, and no number when set. */
const OPTIONAL_TEXTS: readonly string[] = ["ALERT_WEBHOOK_URL"];

/** Lets every single setting reach its bounds. */
const ROOMY = { LEASE_MS: 300_000, PUT_TIMEOUT_MS: 500 };

describe("the settings", () => {
  it("have the documented defaults", () => {
    expect(parse({})).toEqual(DEFAULTS);
  });

  it("ignore bindings and secrets beside them", () => {
    expect(parse({ KV: {}, SLUICE_TOKENS: "secret" })).toEqual(DEFAULTS);
  });

  it("are all tested for their range", () => {
    const numeric = Object.entries(DEFAULTS).filter(
      ([name, value]) =>
        typeof value === "number" || (value === undefined && !OPTIONAL_TEXTS.includes(name)),
    );
    expect(RANGES.map(([name]) => name)).toEqual(numeric.map(([name]) => name));
    expect(Object.keys(DEFAULTS)).toEqual(Object.keys(Settings.shape));
  });

  it.each(RANGES)("take %s from %i to %i, as numbers and as strings", (name, min, max) => {
    const others = name === "LEASE_MS" ? { PUT_TIMEOUT_MS: 500 } : ROOMY;
    for (const value of [min, max]) {
      expect(parse({ ...others, [name]: value })).toMatchObject({ [name]: value });
      expect(parse({ ...others, [name]: String(value) })).toMatchObject({ [name]: value });
    }
  });

  it.each(RANGES)("refuse %s below %i and above %i, naming both and what was found", (...range) => {
    const [name, min, max] = range;
    const others = name === "LEASE_MS" ? { PUT_TIMEOUT_MS: 500 } : ROOMY;
    for (const found of [min - 1, max + 1, String(max + 1)]) {
      expect(parse({ ...others, [name]: found })).toEqual([
        `${name}: expected a whole number from ${min} to ${max}, found ${JSON.stringify(found)}`,
      ]);
    }
  });

  it.each<readonly [string, unknown]>([
    ["a word", "soon"],
    ["an empty text", ""],
    ["a fraction", 1_000.5],
    ["a fraction as text", "1000.5"],
    ["an exponent", "1e3"],
    ["a blank before", " 2000"],
    ["true", true],
    ["null", null],
    ["an array", [2_000]],
    ["a table", { ms: 2_000 }],
  ])("refuse %s as a number", (_case, found) => {
    expect(parse({ PACE_MS: found })).toEqual([
      `PACE_MS: expected a whole number from 1000 to 3600000, found ${JSON.stringify(found)}`,
    ]);
  });

  it("take the namespaces as a table and as its JSON", () => {
    const NAMESPACES = { default: "KV", "other-1": "KV_OTHER" };
    expect(parse({ NAMESPACES })).toMatchObject({ NAMESPACES });
    expect(parse({ NAMESPACES: JSON.stringify(NAMESPACES) })).toMatchObject({ NAMESPACES });
  });

  it.each<readonly [string, unknown, string]>([
    ["no JSON", "default=KV", "expected a table"],
    ["an array", ["KV"], "expected a table"],
    ["an array as JSON", '["KV"]', "expected a table"],
    ["a number", 3, "expected a table"],
    ["no namespace", {}, "expected at least one namespace"],
    ["a name with a blank", { "a b": "KV" }, "expected a table from namespace names"],
    ["a name with a newline", { "a\n": "KV" }, "expected a table from namespace names"],
    ["a name that is no binding", { default: "9KV" }, "expected a binding name"],
    ["a number as binding", { default: 5 }, "expected a binding name"],
  ])("refuse as namespaces: %s", (_case, found, expected) => {
    const [sentence, ...others] = parse({ NAMESPACES: found }) as readonly string[];
    expect(others).toEqual([]);
    expect(sentence).toMatch(new RegExp(`^NAMESPACES: ${expected}`));
    expect(sentence).toContain(`found ${JSON.stringify(found)}`);
  });

  it.each(["WRITES_QUEUE", "WRITES_IMMEDIATE_QUEUE", "DEAD_LETTERS_QUEUE"])(
    "refuse a %s that is no queue name",
    (name) => {
      for (const found of ["", "Has Capitals", "x".repeat(64), 5]) {
        expect(parse({ [name]: found })).toEqual([
          `${name}: expected a queue name of 1 to 63 characters a-z 0-9 -, found ${JSON.stringify(found)}`,
        ]);
      }
    },
  );

  it("refuse queues that share a name, and names that grow too long with their numbers", () => {
    expect(parse({ WRITE_QUEUES: 2, WRITES_IMMEDIATE_QUEUE: "sluice-writes-2" })).toEqual([
      'WRITES_QUEUE: expected a queue name of its own for each queue, got "sluice-writes-2" twice, ' +
        "found undefined",
    ]);
    expect(parse({ DEAD_LETTERS_QUEUE: "sluice-writes" })).toHaveLength(1);
    const [sentence] = parse({ WRITE_QUEUES: 2, WRITES_QUEUE: "x".repeat(62) }) as string[];
    expect(sentence).toMatch(/^WRITES_QUEUE: expected names that stay within 63 characters/);
  });

  it("take an https URL for alerts", () => {
    const url = "https://hooks.example/T0/B0?x=1";
    expect(parse({ ALERT_WEBHOOK_URL: url })).toMatchObject({ ALERT_WEBHOOK_URL: url });
  });

  it.each<readonly [string, unknown]>([
    ["plain http", "http://hooks.example/very-secret"],
    ["plain http to this machine", "http://localhost/very-secret"],
    ["another scheme", "ftp://hooks.example/very-secret"],
    ["no URL", "very-secret"],
    ["an empty text", ""],
    ["a number", 7],
  ])("refuse %s for alerts, and do not show it", (_case, found) => {
    expect(parse({ ALERT_WEBHOOK_URL: found })).toEqual([
      "ALERT_WEBHOOK_URL: expected an https:// URL, " +
        "found something else, which is not shown since it may be a secret",
    ]);
  });

  it("want a lease that outlasts a put by 2 s", () => {
    expect(parse({ LEASE_MS: 7_000 })).toMatchObject({ LEASE_MS: 7_000 });
    const [sentence] = parse({ LEASE_MS: 6_999 }) as readonly string[];
    expect(sentence).toMatch(/^LEASE_MS: expected at least PUT_TIMEOUT_MS \+ 2000.*found 6999$/);
  });

  it("report every wrong variable at once", () => {
    const sentences = parse({ PACE_MS: 1, MAX_FAILURES: "x", WRITES_QUEUE: "" });
    expect(sentences).toHaveLength(3);
  });
});
