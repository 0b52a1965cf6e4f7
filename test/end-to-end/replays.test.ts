import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice } from "../support/run-sluice.ts";
import { type Receipt, sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const LETTERS = 1_000;
const MINUTES = 60_000;

const sluice = startedOnce(runSluice);
const user = sluiceUser(sluice);

type Replay = {
  readonly id: string;
  readonly state: string;
  readonly matched: number;
  readonly skipped: number;
  readonly enqueued: number;
};

const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> =>
  (await (await sluice.fetch(path, init)).json()) as T;

const post = (path: string, body: object) =>
  sluice.fetch(path, { method: "POST", body: JSON.stringify(body) });

const untilOver = async (id: string): Promise<Replay> => {
  const read = () => ask<Replay>(`/v1/replays/${id}`);
  await pollUntil(async () => (await read()).state !== "running", MINUTES);
  return read();
};

const write = (from: number, to: number, value: string): Promise<readonly Receipt[]> =>
  user.sendIntents(
    Array.from({ length: to - from }, (_, index) => ({
      op: "put",
      key: `many-${from + index}`,
      value,
    })),
  );

const dead = async () => (await ask<{ total: number }>("/v1/dead-letters/summary")).total;

describe("a replay of 1,000 dead letters", () => {
  it(
    "is one at a time, can be cancelled, rolls back no newer write and says who did it",
    async () => {
      await sluice.strictKv.setFault({
        name: "many",
        keys: { kind: "prefix", prefix: "many-" },
        effect: { kind: "refused", status: 400 },
      });
      await write(0, LETTERS, "old");
      await pollUntil(async () => (await dead()) === LETTERS, 2 * MINUTES);
      await sluice.strictKv.clearFaults("many");
      const newer = await write(0, 500, "new");
      for (const receipt of newer.slice(-1)) await user.untilState(receipt, "applied");
      // A letter is known to be overtaken when the ledger has the newer write.
      await pollUntil(
        async () => (await ask<{ pending: number }>("/v1/backlog")).pending === 0,
        MINUTES,
      );

      const slow = { all: true, ratePerSecond: 20, note: "first try" };
      const first = (await (await post("/v1/dead-letters/replay", slow)).json()) as Replay;
      const second = await post("/v1/dead-letters/replay", { all: true });
      expect([second.status, second.headers.get("Location")]).toEqual([
        409,
        `/v1/replays/${first.id}`,
      ]);
      await pollUntil(
        async () => (await ask<Replay>(`/v1/replays/${first.id}`)).skipped >= 40,
        MINUTES,
      );
      const path = `/v1/replays/${first.id}`;
      const cancelled = await ask<Replay>(path, { method: "DELETE" });
      expect(cancelled.state).toBe("cancelled");
      const left = LETTERS - cancelled.skipped - cancelled.enqueued;
      expect([await dead(), await ask(path)]).toEqual([left, cancelled]);

      const fast = { all: true, ratePerSecond: 200 };
      const { id } = (await (await post("/v1/dead-letters/replay", fast)).json()) as Replay;
      const over = await untilOver(id);
      expect(over).toMatchObject({ state: "finished", matched: left });
      expect(cancelled.skipped + over.skipped).toBe(500);
      expect(cancelled.enqueued + over.enqueued).toBe(500);
      await pollUntil(async () => (await user.text(`many-${LETTERS - 1}`)) === "old", MINUTES);
      const texts = ["many-0", "many-250", "many-499"].map((key) => user.text(key));
      expect(await Promise.all(texts)).toEqual(["new", "new", "new"]);
      expect(await dead()).toBe(0);

      const { entries } = await ask<{ entries: object[] }>("/v1/audit");
      expect(entries).toMatchObject([
        { action: "replay", tokenId: "test", matched: left, outcome: "finished" },
        { action: "cancel", tokenId: "test", replay: first.id, outcome: "cancelled" },
        { action: "replay", tokenId: "test", note: "first try", outcome: "cancelled" },
      ]);
    },
    5 * MINUTES,
  );
});
