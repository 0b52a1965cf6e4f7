import { describe, expect, it } from "vitest";
import type { World } from "../../../cli/world.ts";
import { json, run, type SentRequest } from "../fake-world.ts";

const quiet = {
  queues: {
    writes: { messages: 0, bytes: 0 },
    immediate: { messages: 0, bytes: 0 },
    deadLetters: { messages: 0, bytes: 0 },
  },
  pending: 0,
  held: { total: 0, byReason: { pace: 0 } },
  dead: 0,
  oldestAgeMs: null,
};

const REFUSED_CONNECTION = Object.assign(new Error("no connection"), { code: "ECONNREFUSED" });

/** Ctrl-C after so many waits; the waits themselves pass at once. */
function interruptedAfter(waits: number) {
  const controller = new AbortController();
  const waitedMs: number[] = [];
  const world: Partial<World> = {
    interruption: controller.signal,
    wait: async (durationMs) => {
      waitedMs.push(durationMs);
      if (waitedMs.length >= waits) controller.abort();
    },
  };
  return { world, waitedMs };
}

const onlyBacklog = ({ target }: SentRequest) =>
  target === "/v1/backlog" ? json(quiet) : json({ status: 404 }, 404);

describe("status --watch", () => {
  it("draws the screen anew in place until Ctrl-C, and is 130 then", async () => {
    const { world, waitedMs } = interruptedAfter(3);
    const args = ["status", "--watch", "--interval", "2s"];
    const done = await run(args, { answer: onlyBacklog, terminal: true, world });
    expect([done.status, waitedMs]).toEqual([130, [2_000, 2_000, 2_000]]);
    const screens = done.stdout.split("\u001b[H").slice(1);
    expect(screens).toHaveLength(3);
    expect(screens[0]).toContain("Quiet: every write that was seen is settled.\u001b[K\n");
    expect(screens[0]).toContain("12:00:00 UTC, again every 2 s. Ctrl-C ends.");
    expect(screens[0]?.endsWith("\u001b[J")).toBe(true);
  });

  it("prints one JSON document a line", async () => {
    const { world } = interruptedAfter(2);
    const done = await run(["status", "--watch", "--json"], { answer: onlyBacklog, world });
    const lines = done.stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).state)).toEqual(["ok", "ok"]);
  });

  it("asks a producer that is away less and less often, and shows what was known", async () => {
    const { world, waitedMs } = interruptedAfter(6);
    let asked = 0;
    const answer = (request: SentRequest) => {
      asked += 1;
      if (asked > 3 && asked <= 15) throw REFUSED_CONNECTION;
      return onlyBacklog(request);
    };
    const done = await run(["status", "--watch"], { answer, terminal: true, world });
    expect(waitedMs).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 10_000]);
    const screens = done.stdout.split("\u001b[H").slice(1);
    expect(screens[1]).toContain("Could not reach http://localhost:8787 (ECONNREFUSED).");
    expect(screens[1]).toContain("Next try in 20 s.");
    expect(screens[1]).toContain("Before:");
    expect(screens[1]).toContain("Quiet");
  });

  it("says an outage on stderr where stdout is data", async () => {
    const { world } = interruptedAfter(1);
    const answer = () => {
      throw REFUSED_CONNECTION;
    };
    const done = await run(["status", "--watch", "--json"], { answer, world });
    expect(done.stdout).toBe("");
    expect(done.stderr).toContain("Next try in 20 s.");
  });

  it("ends at once when asking again changes nothing", async () => {
    const { world, waitedMs } = interruptedAfter(5);
    const answer = () => json({ title: "A valid token is needed", status: 401 }, 401);
    const done = await run(["status", "--watch"], { answer, world });
    expect([done.status, waitedMs]).toEqual([3, []]);
  });

  it.each([
    [["status", "--interval", "2s"], "--interval needs --watch."],
    [["status", "k", "--watch"], "--watch is for the backlog, not for a key."],
    [["status", "--watch", "--interval", "0s"], "expected seconds or a duration from 1s to 1h"],
    [["status", "--watch", "--interval", "2h"], "expected seconds or a duration from 1s to 1h"],
  ])("refuses %j", async (args, text) => {
    const done = await run(args);
    expect(done.status).toBe(2);
    expect(done.stderr).toContain(text);
  });
});
