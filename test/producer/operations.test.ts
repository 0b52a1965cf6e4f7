import { describe, expect, it } from "vitest";
import { deadLetterId } from "../../shared/dead-letter.ts";
import { openTally } from "../../shared/ledger/tally.ts";
import { aDeadLetter, anUnreadableLetter } from "../support/a-dead-letter.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { A_REPLAY, aSummary } from "../support/scripted-operations.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";

/** Whoever brings the token `all`. */
const ALL = { tokenId: "all", note: null };
const NOW = "2027-01-15T08:00:00.000Z";

describe("GET /v1/status", () => {
  it("says that nothing is known", async () => {
    const rig = new ProducerRig();
    const response = await rig.request("/v1/status/default/a%2Fb");
    expect(await response.json()).toEqual({
      namespace: "default",
      key: "a/b",
      newest: null,
      applied: null,
    });
    const asked = { namespace: "default", key: "a/b", version: null };
    expect(rig.operations.asked).toEqual([{ call: "status", given: [asked] }]);
  });

  it("tells of one version, and why and until when it waits", async () => {
    const rig = new ProducerRig();
    rig.operations.status = {
      newest: aVersion(2),
      applied: { version: aVersion(1), atMs: NOW_MS },
      version: {
        version: aVersion(2),
        state: "pending",
        heldFor: "backoff",
        notBeforeMs: NOW_MS + 1_500,
        failures: 2,
        found: null,
      },
    };
    const response = await rig.request(`/v1/status/default/a?version=${aVersion(2)}`);
    expect(await response.json()).toEqual({
      namespace: "default",
      key: "a",
      newest: { version: aVersion(2) },
      applied: { version: aVersion(1), at: NOW },
      version: aVersion(2),
      state: "pending",
      heldFor: "backoff",
      notBefore: "2027-01-15T08:00:01.500Z",
      failures: 2,
    });
  });

  it("answers 400 for a malformed version, and asks nobody", async () => {
    const rig = new ProducerRig();
    const response = await rig.request("/v1/status/default/a?version=1");
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toMatchObject([{ parameter: "version" }]);
    expect(rig.operations.asked).toEqual([]);
  });
});

describe("GET /v1/backlog", () => {
  it("sums the shards and stands the queues' own figures beside them", async () => {
    const rig = new ProducerRig();
    const held = { ...openTally().held, pace: 2, quota: 1 };
    rig.operations.oldestAtMs = NOW_MS - 1_000;
    rig.operations.summaries = [
      aSummary({
        tally: { ...openTally(), pending: 5, dead: 1, held },
        oldestHeldAtMs: NOW_MS - 9_000,
      }),
      aSummary({ tally: { ...openTally(), pending: 2, dead: 2, held } }),
    ];
    const response = await rig.request("/v1/backlog");
    expect(await response.json()).toEqual({
      queues: {
        writes: { messages: 3, bytes: 300, oldestAt: "2027-01-15T07:59:59.000Z" },
        immediate: { messages: 0, bytes: 0 },
        deadLetters: { messages: 0, bytes: 0 },
      },
      pending: 7,
      held: { total: 6, byReason: { pace: 4, backoff: 0, quota: 2, breaker: 0, pause: 0 } },
      dead: 3,
      oldestAgeMs: 9_000,
    });
  });

  it("knows no age when nothing waits", async () => {
    const response = await new ProducerRig().request("/v1/backlog");
    expect(await response.json()).toMatchObject({ oldestAgeMs: null });
  });
});

describe("dead letters", () => {
  const rigWithLetters = () => {
    const rig = new ProducerRig();
    rig.operations.letters = [aDeadLetter(), anUnreadableLetter()].map((letter) => ({
      id: deadLetterId(letter),
      letter,
      sizeBytes: 123,
    }));
    return rig;
  };

  const readable = {
    id: aVersion(),
    version: aVersion(),
    namespace: "default",
    key: "user:1",
    op: "put",
    reason: "kv_refused",
    detail: "KV PUT failed: 400 Bad Request",
    failures: 1,
    firstSeenAt: NOW,
    lastSeenAt: NOW,
    sizeBytes: 123,
  };

  it("are listed without their values", async () => {
    const response = await rigWithLetters().request("/v1/dead-letters");
    expect(await response.json()).toEqual({
      deadLetters: [
        readable,
        {
          id: "raw_message-1",
          reason: "unreadable",
          detail: "v: expected 1",
          failures: 1,
          firstSeenAt: NOW,
          lastSeenAt: NOW,
          sizeBytes: 123,
        },
      ],
      total: 2,
    });
  });

  it("are filtered by what the query names", async () => {
    const rig = rigWithLetters();
    const query =
      "reason=timeout&namespace=old&keyPrefix=a%2F&since=2027-01-15T08:00:00Z" +
      "&until=2027-01-15T09:00:00%2B01:00&limit=7&cursor=abc";
    await rig.request(`/v1/dead-letters?${query}`);
    const filter = {
      reason: "timeout",
      namespace: "old",
      keyPrefix: "a/",
      sinceMs: NOW_MS,
      untilMs: NOW_MS,
    };
    const given = [{ filter, access: {}, limit: 7, cursor: "abc" }];
    expect(rig.operations.asked).toEqual([{ call: "list", given }]);
  });

  it.each([
    ["reason=bad-luck", 422],
    ["since=yesterday", 422],
    ["until=2027-01-15", 422],
    ["limit=1001", 422],
    ["state=dead", 422],
    ["cursor=not-a-cursor", 400],
  ])("are refused with ?%s by %i", async (query, status) => {
    const response = await rigWithLetters().request(`/v1/dead-letters?${query}`);
    expect(response.status).toBe(status);
    const { errors } = await problemOf(response);
    expect(errors).toMatchObject([{ parameter: query.split("=")[0] }]);
  });

  it("are read and discarded one by one; unknown ones answer 404", async () => {
    const rig = rigWithLetters();
    const path = `/v1/dead-letters/${aVersion()}`;
    expect(await (await rig.request(path)).json()).toEqual(readable);
    const discarded = await rig.request(path, { method: "DELETE" });
    expect(await discarded.json()).toEqual({ id: aVersion(), state: "discarded" });
    for (const method of ["GET", "DELETE"]) {
      const unknown = await rig.request("/v1/dead-letters/raw_unknown", { method });
      expect(unknown.status).toBe(404);
      expect((await problemOf(unknown)).type).toBe("urn:sluice:problem:dead-letter-unknown");
    }
  });
});

describe("replay", () => {
  const replay = async (body: unknown) => {
    const rig = new ProducerRig({ settings: { REPLAY_PER_SECOND: 20 } });
    const response = await rig.post("/v1/dead-letters/replay", body);
    return { rig, response };
  };

  it.each([
    [{ ids: ["a", "b", "a"] }, { kind: "ids", ids: ["a", "b"] }],
    [{ filter: { reason: "quota" } }, { kind: "filter", filter: { reason: "quota" } }],
    [{ all: true }, { kind: "filter", filter: {} }],
  ])("of %j starts a task at the default pace", async (body, selection) => {
    const { rig, response } = await replay(body);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      id: "replay-1",
      state: "running",
      matched: 3,
      skipped: 1,
      enqueued: 0,
      ratePerSecond: 20,
      startedAt: NOW,
    });
    const given = [{ selection, access: {}, ratePerSecond: 20 }, ALL];
    expect(rig.operations.asked).toEqual([{ call: "startReplay", given }]);
  });

  it("only counts in a dry run", async () => {
    const { rig, response } = await replay({ all: true, dryRun: true, ratePerSecond: 1_000 });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ matched: 3, skipped: 1, enqueued: 2 });
    expect(rig.operations.asked).toMatchObject([
      { call: "countReplay", given: [{ ratePerSecond: 1_000 }] },
    ]);
  });

  it.each([
    ["nothing", {}],
    ["two selections", { all: true, ids: ["a"] }],
    ["all: false", { all: false }],
    ["no ids", { ids: [] }],
    ["1,001 ids", { ids: Array.from({ length: 1_001 }, (_, index) => `${index}`) }],
    ["an unknown condition", { filter: { op: "put" } }],
    ["an unknown reason", { filter: { reason: "bad luck" } }],
    ["no pace", { all: true, ratePerSecond: 0 }],
    ["too fast a pace", { all: true, ratePerSecond: 1_001 }],
    ["dryRun as text", { all: true, dryRun: "yes" }],
    ["an unknown member", { all: true, force: true }],
  ])("refuses %s with 422", async (_, body) => {
    const { rig, response } = await replay(body);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors).toHaveLength(1);
    expect(rig.operations.asked).toEqual([]);
  });

  it("is followed by its id", async () => {
    const rig = new ProducerRig();
    rig.operations.replay = { ...A_REPLAY, state: "finished", finishedAtMs: NOW_MS + 1 };
    const followed = await rig.request("/v1/replays/replay-1");
    expect(await followed.json()).toMatchObject({
      state: "finished",
      finishedAt: "2027-01-15T08:00:00.001Z",
    });
    expect((await rig.request("/v1/replays/replay-2")).status).toBe(404);
  });
});

describe("the consumer's objects out of reach", () => {
  it.each([
    ["GET", "/v1/status/default/a", null],
    ["GET", "/v1/backlog", null],
    ["GET", "/v1/dead-letters", null],
    ["GET", "/v1/dead-letters/a", null],
    ["DELETE", "/v1/dead-letters/a", null],
    ["GET", "/v1/replays/a", null],
    ["POST", "/v1/dead-letters/replay", '{"all":true}'],
    ["POST", "/v1/dead-letters/replay", '{"all":true,"dryRun":true}'],
  ])("make %s %s answer 503, to be tried again", async (method, path, body) => {
    const rig = new ProducerRig();
    rig.operations.isBroken = true;
    const response = await rig.request(path, { method, body });
    expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "1"]);
    expect((await problemOf(response)).detail).not.toContain("code was updated");
    expect(rig.events[0]?.kind).toBe("service-failed");
  });
});
