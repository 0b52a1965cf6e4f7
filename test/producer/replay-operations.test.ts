import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../shared/audit.ts";
import type { DeadLetter } from "../../shared/dead-letter.ts";
import { aDeadLetter, anUnreadableLetter } from "../support/a-dead-letter.ts";
import { putIntent } from "../support/letters.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { A_REPLAY } from "../support/scripted-operations.ts";
import { NOW_MS } from "../support/versions.ts";

const NOW = "2027-01-15T08:00:00.000Z";
const stored = (letter: DeadLetter) => ({ id: "a", letter, sizeBytes: 1 });

describe("a second replay", () => {
  it("answers 409, names the running one and says where it is", async () => {
    const rig = new ProducerRig();
    rig.operations.replay = A_REPLAY;
    const response = await rig.post("/v1/dead-letters/replay", { all: true });
    expect([response.status, response.headers.get("Location")]).toEqual([
      409,
      "/v1/replays/replay-1",
    ]);
    const problem = await problemOf(response);
    expect(problem.type).toBe("urn:sluice:problem:replay-busy");
    expect(problem.detail).toContain("replay-1");
  });
});

describe("DELETE /v1/replays/:id", () => {
  const cancel = (rig: ProducerRig, path: string, token = "all") =>
    rig.request(path, { method: "DELETE" }, token);

  it("cancels for the token that asks, with its note, and answers how far it came", async () => {
    const rig = new ProducerRig();
    rig.operations.replay = A_REPLAY;
    const response = await cancel(rig, "/v1/replays/replay-1?note=too%20soon");
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { id: "replay-1", state: "cancelled", matched: 3, skipped: 1, enqueued: 0 },
    ]);
    const given = ["replay-1", {}, { tokenId: "all", note: "too soon" }];
    expect(rig.operations.asked).toEqual([{ call: "cancelReplay", given }]);
  });

  it("answers 404 for one that nobody knows and 403 for one beyond the token's keys", async () => {
    const rig = new ProducerRig({ tokens: { all: {}, tenant: { namespaces: ["default"] } } });
    expect((await cancel(rig, "/v1/replays/replay-1")).status).toBe(404);
    rig.operations.replay = A_REPLAY;
    const forbidden = await cancel(rig, "/v1/replays/replay-1", "tenant");
    expect([forbidden.status, (await problemOf(forbidden)).type]).toEqual([
      403,
      "urn:sluice:problem:key-forbidden",
    ]);
  });

  it.each(["note=", "note=a%0Ab", "why=x", `note=${"x".repeat(501)}`])(
    "refuses ?%s",
    async (query) => {
      const rig = new ProducerRig();
      expect((await cancel(rig, `/v1/replays/replay-1?${query}`)).status).toBe(422);
      expect(rig.operations.asked).toEqual([]);
    },
  );
});

describe("POST /v1/dead-letters/discard", () => {
  const rigWithOne = () => {
    const rig = new ProducerRig();
    rig.operations.letters = [stored(aDeadLetter())];
    return rig;
  };

  it("discards what is meant when it is as many as expected", async () => {
    const rig = rigWithOne();
    const filter = { reason: "timeout" };
    const body = { filter, expected: 1, note: "old" };
    const response = await rig.post("/v1/dead-letters/discard", body);
    expect([response.status, await response.json()]).toEqual([200, { matched: 1, discarded: 1 }]);
    const request = { selection: { kind: "filter", filter }, access: {}, expected: 1 };
    const given = [request, { tokenId: "all", note: "old" }];
    expect(rig.operations.asked).toEqual([{ call: "discardMany", given }]);
  });

  it("answers 409 with the count of now when another was expected", async () => {
    const response = await rigWithOne().post("/v1/dead-letters/discard", {
      all: true,
      expected: 2,
    });
    const problem = await problemOf(response);
    expect([response.status, problem.type]).toEqual([409, "urn:sluice:problem:count-mismatch"]);
    expect(problem.errors).toMatchObject([{ pointer: "/expected" }]);
    expect(problem.detail).toContain("1 match now");
  });

  it.each([
    { all: true },
    { expected: 1 },
    { all: true, ids: ["a"], expected: 1 },
    { all: true, expected: -1 },
    { all: true, expected: 1, tokenId: "somebody-else" },
  ])("refuses %j", async (body) => {
    const rig = rigWithOne();
    expect((await rig.post("/v1/dead-letters/discard", body)).status).toBe(422);
    expect(rig.operations.asked).toEqual([]);
  });
});

describe("GET /v1/dead-letters/summary", () => {
  it("counts by reason what the filter means", async () => {
    const rig = new ProducerRig();
    const times = { oldestAtMs: NOW_MS - 1_000, newestAtMs: NOW_MS };
    rig.operations.reasons = [
      { reason: "timeout", letters: 7, ...times },
      { reason: "kv_error", letters: 2, ...times },
    ];
    const response = await rig.request("/v1/dead-letters/summary?namespace=default");
    const seen = { oldestAt: "2027-01-15T07:59:59.000Z", newestAt: NOW };
    expect(await response.json()).toEqual({
      reasons: [
        { reason: "timeout", count: 7, ...seen },
        { reason: "kv_error", count: 2, ...seen },
      ],
      total: 9,
    });
    const given = [{ namespace: "default" }, {}];
    expect(rig.operations.asked).toEqual([{ call: "summary", given }]);
  });
});

describe("GET /v1/dead-letters?values=true", () => {
  const contents = async (...letters: readonly DeadLetter[]) => {
    const rig = new ProducerRig();
    rig.operations.letters = letters.map(stored);
    const response = await rig.request("/v1/dead-letters?values=true");
    const { deadLetters } = (await response.json()) as { deadLetters: { content: object }[] };
    return deadLetters.map(({ content }) => content);
  };

  it("shows what would have been written, in the fields of POST /v1/intents", async () => {
    const travel = { priority: "normal", onFailure: "dead-letter" };
    const put = putIntent(1, { text: "hello" });
    const dead = { ...aDeadLetter(), kind: "intent" as const };
    const { v, namespace, key, version, generation, acceptedAtMs } = put;
    const common = { v, namespace, key, version, generation, acceptedAtMs } as const;
    const rest = { priority: "normal", onFailure: "dead-letter" } as const;
    const sha256 = "0".repeat(64);
    const payload = { kind: "payload", sha256, sizeBytes: 9 } as const;
    expect(
      await contents(
        {
          ...dead,
          intent: {
            ...put,
            expiration: 5,
            metadata: { a: 1 },
            contentType: "text/a",
            tags: ["news"],
          } as typeof put,
        },
        { ...dead, intent: { ...put, value: { kind: "base64", base64: "AP8=" } } as typeof put },
        { ...dead, intent: { ...put, value: payload } as typeof put },
        { ...dead, intent: { ...common, ...rest, op: "delete" } },
        { ...dead, intent: { ...common, ...rest, op: "touch", expiration: 7 } },
        anUnreadableLetter(),
      ),
    ).toEqual([
      {
        value: "hello",
        expiration: 5,
        metadata: { a: 1 },
        contentType: "text/a",
        tags: ["news"],
        ...travel,
      },
      { valueBase64: "AP8=", ...travel },
      { payload: { sha256, sizeBytes: 9 }, ...travel },
      travel,
      { ...travel, expiration: 7 },
      { body: expect.any(String) },
    ]);
  });

  it("answers 403 to a token without the scope read", async () => {
    const rig = new ProducerRig({ tokens: { ops: { scopes: ["ops:read"] } } });
    const response = await rig.request("/v1/dead-letters?values=true", {}, "ops");
    expect([response.status, (await problemOf(response)).type]).toEqual([
      403,
      "urn:sluice:problem:scope-missing",
    ]);
    expect((await rig.request("/v1/dead-letters?values=false", {}, "ops")).status).toBe(200);
  });
});

describe("GET /v1/audit", () => {
  const common = { tokenId: "ada", startedAtMs: NOW_MS, matched: 3 };
  const entries: readonly AuditEntry[] = [
    {
      ...common,
      id: "8",
      note: "KV is back",
      action: "replay",
      selection: { kind: "filter", filter: { reason: "timeout", sinceMs: NOW_MS } },
      finishedAtMs: null,
      replay: "replay_1",
      skipped: 1,
      enqueued: 0,
      outcome: "running",
    },
    {
      ...common,
      id: "7",
      note: null,
      action: "discard",
      selection: { kind: "ids", ids: 3 },
      finishedAtMs: NOW_MS,
      discarded: 3,
      outcome: "finished",
    },
  ];

  it("tells who did what, why, and how it ended", async () => {
    const rig = new ProducerRig();
    rig.operations.entries = entries;
    const shared = { tokenId: "ada", matched: 3, startedAt: NOW };
    expect(await (await rig.request("/v1/audit")).json()).toEqual({
      entries: [
        {
          ...shared,
          action: "replay",
          id: "8",
          note: "KV is back",
          selection: { filter: { reason: "timeout", since: NOW } },
          replay: "replay_1",
          skipped: 1,
          enqueued: 0,
          outcome: "running",
        },
        {
          ...shared,
          action: "discard",
          id: "7",
          selection: { ids: 3 },
          discarded: 3,
          outcome: "finished",
          finishedAt: NOW,
        },
      ],
    });
  });

  it("is read in pages, and refuses a cursor that no page gave out", async () => {
    const rig = new ProducerRig();
    const first = await rig.request("/v1/audit?limit=1");
    expect(await first.json()).toEqual({ entries: [], cursor: "7" });
    await rig.request("/v1/audit?cursor=7");
    expect(rig.operations.asked.at(-1)?.given).toEqual([{ access: {}, limit: 100, before: "7" }]);
    const unreadable = await rig.request("/v1/audit?cursor=x");
    expect([unreadable.status, (await problemOf(unreadable)).type]).toEqual([
      400,
      "urn:sluice:problem:malformed-cursor",
    ]);
  });
});
