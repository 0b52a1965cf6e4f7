import { describe, expect, it } from "vitest";
import { type Answer, json, run, type SentRequest } from "../fake-world.ts";

type Replay = { matched: number; skipped: number; enqueued: number; state?: string };

/** A producer whose replay goes through the given states, the last one for ever. */
function producer(count: Replay, states: readonly (Replay | Response)[] = []): Answer {
  let polls = 0;
  return ({ method, body }) => {
    if (method === "POST") {
      return JSON.parse(body).dryRun === true
        ? json(count)
        : json({ id: "replay-1", matched: count.matched, skipped: 0, enqueued: 0 }, 202);
    }
    const state = states[Math.min(polls++, states.length - 1)];
    return state instanceof Response ? state.clone() : json({ id: "replay-1", ...state });
  };
}

const COUNT = { matched: 40, skipped: 3, enqueued: 37 };
const RUNNING = { matched: 40, skipped: 1, enqueued: 9, state: "running" };
const FINISHED = { ...COUNT, state: "finished" };
const bodies = (sent: readonly SentRequest[]): unknown[] =>
  sent.filter(({ method }) => method === "POST").map(({ body }) => JSON.parse(body));

describe("dlq replay", () => {
  it("counts, asks with the count, starts and follows to the end", async () => {
    const done = await run(["dlq", "replay", "--reason", "timeout", "--key", "a/", "--rate", "5"], {
      answer: producer(COUNT, [RUNNING, FINISHED]),
      terminal: true,
      confirms: true,
    });
    const filter = { reason: "timeout", keyPrefix: "a/" };
    expect(bodies(done.sent)).toEqual([
      { filter, dryRun: true },
      { filter, ratePerSecond: 5 },
    ]);
    expect(done.questions).toEqual([
      "Replay 37 dead letters at 5 per second (3 skipped: a newer write exists)? [y/N] ",
    ]);
    expect([done.status, done.stdout]).toEqual([
      0,
      "Replayed 37 of 40 dead letters.\n3 skipped: a newer write of the key exists.\n",
    ]);
    expect(done.stderr).toBe(
      `\r\u001b[2KReplaying ${"█".repeat(8)}${"░".repeat(22)} 10 of 40` +
        `\r\u001b[2KReplaying ${"█".repeat(30)} 40 of 40\r\u001b[2K`,
    );
  });

  it("sends the note, and says in plain lines how far it is where there is no terminal", async () => {
    const done = await run(["dlq", "replay", "--all", "--yes", "--note", "KV is back"], {
      answer: producer(COUNT, [RUNNING, RUNNING, FINISHED]),
    });
    expect(bodies(done.sent).at(-1)).toEqual({ all: true, note: "KV is back" });
    expect(done.stderr).toBe("Replaying: 10 of 40\nReplaying: 40 of 40\n");
  });

  it("is 1 while another replay is under way, and says how to follow that", async () => {
    const busy = json(
      { title: "Another replay is under way", detail: "replay_1 is running" },
      409,
      {
        Location: "/v1/replays/replay_1",
      },
    );
    const answer: Answer = ({ body }) =>
      JSON.parse(body).dryRun === true ? json(COUNT) : busy.clone();
    const done = await run(["dlq", "replay", "--all", "--yes"], { answer });
    expect([done.status, done.stderr]).toEqual([
      1,
      "error: The producer answered 409 Another replay is under way.\n" +
        "       replay_1 is running\n" +
        "next:  sluice dlq follow replay_1\n",
    ]);
  });

  it("starts nothing without a yes", async () => {
    const done = await run(["dlq", "replay", "--all"], { answer: producer(COUNT), terminal: true });
    expect([done.status, bodies(done.sent)]).toEqual([1, [{ all: true, dryRun: true }]]);
    expect(done.stderr).toContain("Not confirmed: nothing was done.");
  });

  it("needs --yes where nobody can be asked, and sends nothing without", async () => {
    const done = await run(["dlq", "replay", "--all"], { answer: producer(COUNT) });
    expect([done.status, done.sent]).toEqual([2, []]);
    expect(done.stderr).toContain("add --yes");
  });

  it("only counts with --dry-run, and asks nobody", async () => {
    const answer = producer(COUNT);
    const done = await run(["dlq", "replay", "--all", "--dry-run"], { answer });
    expect([done.status, done.questions, bodies(done.sent)]).toEqual([
      0,
      [],
      [{ all: true, dryRun: true }],
    ]);
    expect(done.stdout).toBe("id\t\nstate\tcounted\nmatched\t40\nskipped\t3\nenqueued\t37\n");
    const seen = await run(["dlq", "replay", "--all", "--dry-run"], { answer, terminal: true });
    expect(seen.stdout).toBe(
      "A replay would send 37 of 40 dead letters; nothing was sent.\n" +
        "3 would be skipped: a newer write of the key exists.\n",
    );
  });

  it("gives the finished replay as JSON, without progress in a pipe", async () => {
    const done = await run(["dlq", "replay", "--all", "--yes", "--json"], {
      answer: producer(COUNT, [RUNNING, FINISHED]),
    });
    expect(JSON.parse(done.stdout)).toEqual({ id: "replay-1", ...COUNT, state: "finished" });
    expect(done.stderr).toBe("");
  });

  it("means every namespace with --all, and one when it is given", async () => {
    const answer = producer({ matched: 0, skipped: 0, enqueued: 0 });
    const done = await run(["dlq", "replay", "--all", "-n", "other", "--yes"], { answer });
    expect([done.status, bodies(done.sent)]).toEqual([
      0,
      [{ filter: { namespace: "other" }, dryRun: true }],
    ]);
  });

  it("is 8 when only some of the ids are dead letters, and 4 when none is", async () => {
    const one = { matched: 1, skipped: 0, enqueued: 1 };
    const some = await run(["dlq", "replay", "a", "b", "b", "--yes"], {
      answer: producer(one, [{ ...one, state: "finished" }]),
    });
    expect([some.status, bodies(some.sent).at(-1)]).toEqual([8, { ids: ["a", "b"] }]);
    expect(some.stderr).toContain("1 of 2 IDs named no dead letter that can be replayed.");
    const none = await run(["dlq", "replay", "a", "--yes"], {
      answer: producer({ matched: 0, skipped: 0, enqueued: 0 }),
    });
    expect([none.status, bodies(none.sent)]).toEqual([4, [{ ids: ["a"], dryRun: true }]]);
  });

  it("is 8 when it finished without all of them", async () => {
    const short = { matched: 40, skipped: 3, enqueued: 30, state: "finished" };
    const done = await run(["dlq", "replay", "--all", "--yes"], {
      answer: producer(COUNT, [short]),
    });
    expect(done.status).toBe(8);
    expect(done.stderr).toContain("7 of 40 were not replayed");
  });
});

describe("following a replay", () => {
  const unavailable = json({ title: "Unavailable" }, 503);

  it("bears a short outage", async () => {
    const done = await run(["dlq", "follow", "replay-1"], {
      answer: producer(COUNT, [RUNNING, unavailable, unavailable, FINISHED]),
    });
    expect([done.status, done.sent.map(({ target }) => target)]).toEqual([
      0,
      Array.from({ length: 4 }, () => "/v1/replays/replay-1"),
    ]);
  });

  it("gives up on a long one, and says that the replay goes on", async () => {
    const answer = producer(COUNT, [unavailable]);
    const done = await run(["dlq", "follow", "replay-1"], { answer });
    expect([done.status, done.sent.length]).toEqual([1, 11]);
    expect(done.stderr).toContain("next:  sluice dlq follow replay-1\n");
  });

  it("is detached by Ctrl-C: 130, and how to follow it", async () => {
    const controller = new AbortController();
    const done = await run(["dlq", "replay", "--all", "--yes"], {
      answer: producer(COUNT, [RUNNING]),
      world: {
        interruption: controller.signal,
        wait: async () => controller.abort(),
      },
    });
    expect([done.status, done.stdout]).toEqual([130, ""]);
    expect(done.stderr).toBe(
      [
        "Replaying: 10 of 40",
        "error: Detached from the replay.",
        "       The replay goes on by itself.",
        "       To cancel it: sluice dlq cancel replay-1",
        "next:  sluice dlq follow replay-1",
        "",
      ].join("\n"),
    );
  });

  it("is 8 when somebody cancels it meanwhile", async () => {
    const cancelled = { matched: 40, skipped: 1, enqueued: 9, state: "cancelled" };
    const done = await run(["dlq", "follow", "replay-1"], {
      answer: producer(COUNT, [RUNNING, cancelled]),
      terminal: true,
    });
    expect([done.status, done.stdout.split("\n")[0]]).toEqual([
      8,
      "Replayed 9 of 40 dead letters, then cancelled.",
    ]);
    expect(done.stderr).toContain("The replay was cancelled, but 30 of 40 were not replayed.");
  });

  it("is 4 for a replay that nobody knows", async () => {
    const answer = () => json({ title: "No such replay" }, 404);
    const done = await run(["dlq", "follow", "x"], { answer });
    expect([done.status, done.stderr]).toEqual([
      4,
      "error: The producer answered 404 No such replay.\n",
    ]);
  });
});

describe("dlq cancel", () => {
  it("cancels with a note and says what is left", async () => {
    const cancelled = { id: "replay-1", matched: 40, skipped: 1, enqueued: 9, state: "cancelled" };
    const options = { answer: () => json(cancelled), terminal: true };
    const done = await run(["dlq", "cancel", "replay-1", "--note", "too soon"], options);
    expect(done.sent.map(({ method, target }) => `${method} ${target}`)).toEqual([
      "DELETE /v1/replays/replay-1?note=too+soon",
    ]);
    expect([done.status, done.stdout, done.stderr]).toEqual([
      0,
      "Replayed 9 of 40 dead letters, then cancelled.\n1 skipped: a newer write of the key exists.\n",
      "30 dead letters left in the store.\n",
    ]);
    const asJson = await run(["dlq", "cancel", "replay-1", "--json"], { answer: options.answer });
    expect(JSON.parse(asJson.stdout)).toEqual(cancelled);
  });

  it("says so when the replay had finished", async () => {
    const answer = () => json({ id: "replay-1", ...FINISHED });
    const done = await run(["dlq", "cancel", "replay-1"], { answer, terminal: true });
    expect([done.status, done.stderr]).toEqual([0, "It had finished already.\n"]);
  });
});
