import { describe, expect, it } from "vitest";
import { type Answer, json, run, type SentRequest } from "../fake-world.ts";

const started = { id: "purge_1", tag: "a/b", matched: 40, skipped: 0, enqueued: 0 };

/** A producer whose purge goes through the given counts, the last one being the end. */
function producer(matched = 40, ends: readonly object[] = []): Answer {
  let polls = 0;
  return ({ method, body }) => {
    if (method === "POST") {
      return JSON.parse(body).dryRun === true
        ? json({ tag: "a/b", matched })
        : json({ ...started, state: "running" }, 202);
    }
    return json({ ...started, ...ends[Math.min(polls++, ends.length - 1)] });
  };
}

const RUNNING = { state: "running", enqueued: 9, skipped: 1 };
const FINISHED = { state: "finished", enqueued: 37, skipped: 3 };
const bodies = (sent: readonly SentRequest[]): unknown[] =>
  sent.filter(({ method }) => method === "POST").map(({ body }) => JSON.parse(body));

describe("purge", () => {
  it("counts, asks with the count, starts and follows to the end", async () => {
    const done = await run(["purge", "a/b", "--rate", "5"], {
      answer: producer(40, [RUNNING, FINISHED]),
      terminal: true,
      confirms: true,
    });
    expect(bodies(done.sent)).toEqual([{ dryRun: true }, { ratePerSecond: 5 }]);
    expect(done.questions).toEqual(["Delete 40 keys at 5 per second? [y/N] "]);
    expect([done.status, done.stdout]).toEqual([
      0,
      "Sent deletions of 37 of 40 keys.\n3 skipped: written again or without the tag meanwhile.\n",
    ]);
  });

  it("names the namespace only when it is given", async () => {
    const answer = producer(40, [FINISHED]);
    const done = await run(["purge", "a/b", "--yes", "-n", "other"], { answer });
    expect(bodies(done.sent)).toEqual([
      { namespace: "other", dryRun: true },
      { namespace: "other" },
    ]);
  });

  it("only counts in a dry run", async () => {
    const done = await run(["purge", "a/b", "--dry-run", "--json"], { answer: producer() });
    expect(bodies(done.sent)).toEqual([{ dryRun: true }]);
    expect(JSON.parse(done.stdout)).toEqual({
      id: null,
      tag: "a/b",
      state: "counted",
      matched: 40,
      skipped: 0,
      enqueued: 0,
    });
  });

  it("starts nothing without a yes, nor without a key", async () => {
    const no = await run(["purge", "a/b"], { answer: producer(), terminal: true });
    expect([no.status, bodies(no.sent)]).toEqual([1, [{ dryRun: true }]]);
    const none = await run(["purge", "a/b"], { answer: producer(0), terminal: true });
    expect([none.status, none.stdout]).toEqual([0, "No key carries the tag.\n"]);
    expect(bodies(none.sent)).toEqual([{ dryRun: true }]);
  });

  it("needs --yes where nobody can be asked, and sends nothing without", async () => {
    const done = await run(["purge", "a/b"], { answer: producer() });
    expect([done.status, done.sent]).toEqual([2, []]);
    expect(done.stderr).toContain("add --yes; `sluice purge TAG --dry-run` shows the count");
  });

  it("refuses what can be no tag before it asks anybody", async () => {
    const done = await run(["purge", "a b", "--yes"], { answer: producer() });
    expect([done.status, done.sent]).toEqual([2, []]);
    expect(done.stderr).toContain("expected a tag of 1 to 64");
  });
});
