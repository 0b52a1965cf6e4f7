import { describe, expect, it } from "vitest";
import { type Answer, ago, json, NOW_MS, run } from "../fake-world.ts";

const HEALTHY = { status: "ok", bindings: {}, problems: [] };
const tested = (name: string, fields: object = {}) => ({
  name,
  result: "ok",
  detail: "answered",
  durationMs: 12,
  ...fields,
});
const TESTS = [
  tested("kv.read", { namespace: "default" }),
  tested("queue.writes", { detail: "answered; about 0 messages" }),
  tested("r2", { result: "skipped", detail: "no bucket is bound as PAYLOADS", durationMs: 0 }),
  ...[0, 1, 2].map((shard) => tested("ledger", { shard, durationMs: shard })),
  tested("canary.apply", { namespace: "default", durationMs: 1_250 }),
];
const SICK = [
  ...TESTS.slice(0, 3),
  tested("ledger", { shard: 0 }),
  tested("ledger", { shard: 1, result: "failed", detail: "overloaded", advice: "look at it" }),
  tested("canary.apply", {
    namespace: "default",
    result: "failed",
    detail: "not applied within 20 s: held for quota, and a long story about what that means",
    advice:
      "check that the consumer runs: npx wrangler tail sluice-consumer; held shows in sluice status",
    durationMs: 20_004,
  }),
];

type World = {
  readonly tests?: readonly object[];
  readonly health?: Response;
  readonly answer?: Response;
};

const producer =
  ({ tests = TESTS, health, answer }: World = {}, date = NOW_MS): Answer =>
  ({ target }) => {
    if (target === "/healthz") {
      return health ?? json(HEALTHY, 200, { Date: new Date(date).toUTCString() });
    }
    return answer ?? json({ status: "ok", sluiceVersion: "1.2.3", startedAt: ago(0), tests });
  };

const diagnose = (world: World, date?: number, args: readonly string[] = []) =>
  run(["doctor", ...args], { answer: producer(world, date), terminal: true });

describe("doctor", () => {
  it("shows every check in a table that fits, and is 0 when all is well", async () => {
    const done = await diagnose({});
    expect(done.stdout.split("\n")).toEqual([
      "Well: 11 checks passed, 1 skipped.",
      "",
      "CHECK                 RESULT    TIME  WHAT",
      "url                   ok        0 ms  answered 200",
      "health                ok              bindings present, settings valid",
      "clock                 ok              agrees with the producer's within 5 s",
      "token                 ok              accepted, with the scope ops:write",
      "versions              ok              1.2.3 here and in the producer",
      "kv.read default       ok       12 ms  answered",
      "queue.writes          ok       12 ms  answered; about 0 messages",
      "r2                    skipped   0 ms  no bucket is bound as PAYLOADS",
      "ledger (3 shards)     ok        2 ms  answered",
      "canary.apply default  ok       1.3 s  answered",
      "",
    ]);
    expect(done.status).toBe(0);
    expect(done.sent.map(({ target }) => target)).toEqual(["/healthz", "/v1/diagnostics"]);
  });

  it("says below the table why a check failed and what to do, and is 8", async () => {
    const done = await diagnose({ tests: SICK });
    expect(done.status).toBe(8);
    const lines = done.stdout.split("\n");
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines[0]).toBe("Degraded: 2 of 11 checks failed.");
    expect(lines.slice(lines.indexOf("ledger 1"))).toEqual([
      "ledger 1",
      "  overloaded",
      "  Next: look at it",
      "",
      "canary.apply default",
      "  not applied within 20 s: held for quota, and a long story about what that",
      "  means",
      "  Next: check that the consumer runs: npx wrangler tail sluice-consumer; held",
      "  shows in sluice status",
      "",
    ]);
  });

  it("gives one document, and rows of cells in a pipe", async () => {
    const all = await run(["doctor", "--json"], { answer: producer({ tests: SICK }) });
    const { verdict, checks } = JSON.parse(all.stdout);
    expect([verdict, checks.length, all.status]).toEqual(["degraded", 11, 8]);
    const rows = await run(["doctor"], { answer: producer({ tests: SICK }) });
    expect(rows.stdout).toContain("ledger\t1\tfailed\t12\toverloaded\tlook at it\n");
    expect(rows.stderr).toBe("");
  });

  it("names the namespace only when it was given", async () => {
    const done = await diagnose({}, NOW_MS, ["-n", "other"]);
    expect(done.sent[1]?.target).toBe("/v1/diagnostics?namespace=other");
  });

  it.each([
    ["ahead of", NOW_MS - 60_000],
    ["behind", NOW_MS + 60_000],
  ])("warns of a clock that is %s the producer's, without being degraded", async (word, date) => {
    const done = await diagnose({}, date);
    expect(done.status).toBe(0);
    expect(done.stdout).toMatch(/^Well: 10 checks passed, 1 warning, 1 skipped\.$/m);
    expect(done.stdout).toMatch(new RegExp(`this machine's clock is (59|1m)s? ${word} the`));
  });

  it("takes a clock within five seconds for right", async () => {
    for (const date of [NOW_MS - 4_000, NOW_MS + 4_000]) {
      expect((await diagnose({}, date)).stdout).not.toContain("warning");
    }
  });

  it("compares with the start of the tests where no Date header comes, as locally", async () => {
    const dateless = () => json(HEALTHY);
    const answer = (lateMs: number) =>
      json({ sluiceVersion: "1.2.3", startedAt: ago(-lateMs), tests: TESTS });
    const agrees = await diagnose({ health: dateless(), answer: answer(300) });
    expect(agrees.stdout).toContain("agrees with the producer's within 5 s");
    const differs = await diagnose({ health: dateless(), answer: answer(60_000) });
    expect(differs.stdout).toMatch(/clock is 1m behind the producer's/);
  });

  it("warns of another version", async () => {
    const answer = json({ sluiceVersion: "2.0.0", startedAt: ago(0), tests: TESTS });
    expect((await diagnose({ answer })).stdout).toContain("1.2.3 here, 2.0.0 in the producer");
  });

  it("is 8 and says what the producer misses when that cannot work", async () => {
    const missing = { status: "degraded", problems: ["KV: expected a binding"] };
    const problem = { title: "Sluice is not configured correctly", detail: "KV is missing" };
    const done = await diagnose({ health: json(missing, 503), answer: json(problem, 503) });
    expect(done.status).toBe(8);
    expect(done.stdout).toContain("KV: expected a binding");
    expect(done.stdout).toContain("KV is missing");
  });

  it("is 8 when something else answers there", async () => {
    const done = await diagnose({ health: new Response("<html>") });
    expect(done.status).toBe(8);
    expect(done.stdout).toContain("not that of a Sluice producer");
  });

  it.each([401, 403])("is 3 when the producer answers %i", async (status) => {
    const done = await diagnose({ answer: json({ title: "No" }, status) });
    expect([done.status, done.stdout]).toEqual([3, ""]);
  });

  it("is 3 without a token, and 7 when nobody answers", async () => {
    const without = await run(["doctor"], { env: { SLUICE_TOKEN: "" } });
    expect(without.status).toBe(3);
    const away = await run(["doctor"], {
      answer: () => {
        throw new TypeError("fetch failed");
      },
    });
    expect([away.status, away.stdout]).toEqual([7, ""]);
  });

  it("is 1 while another diagnosis runs", async () => {
    const busy = json({ title: "A diagnosis is under way" }, 429, { "Retry-After": "10" });
    const done = await diagnose({ answer: busy });
    expect(done.status).toBe(1);
    expect(done.stderr).toContain("429");
  });
});
