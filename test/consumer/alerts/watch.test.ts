import { describe, expect, it } from "vitest";
import { AlertDesk } from "../../../consumer/alerts/alert-desk.ts";
import { type WatchPorts, watch } from "../../../consumer/alerts/watch.ts";
import type { AlertMessage } from "../../../shared/alerts/alert-message.ts";
import type { PipelineEvent } from "../../../shared/events.ts";
import type { LedgerShardRpc } from "../../../shared/ledger/protocol.ts";
import { openTally } from "../../../shared/ledger/tally.ts";
import { err, ok } from "../../../shared/result.ts";
import { MemoryAlertStore } from "../../support/memory-alert-store.ts";
import { NOW_MS } from "../../support/versions.ts";

const MINUTE_MS = 60_000;

/** Alerts over fakes, run by hand once a minute. */
class WatchRig {
  nowMs = NOW_MS;
  letters = 0;
  oldestMessageMs: number | null = null;
  oldestHeldMs: readonly (number | null)[] = [null, null];
  openBreakers: readonly string[] = [];
  /** Null: no budget is set. */
  putBudget: number | null = null;
  putsToday = 0;
  putsLastHour = 0;
  isStoreAway = false;
  isDown = false;
  readonly told: AlertMessage[] = [];
  readonly events: PipelineEvent[] = [];
  readonly store = new MemoryAlertStore();

  async run(minutes = 1): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      await watch(this.#ports());
      this.nowMs += MINUTE_MS;
    }
  }

  states(): readonly string[] {
    return this.told.map(({ subject, state }) => `${subject} ${state}`);
  }

  #ports(): WatchPorts {
    const desk = new AlertDesk({ store: this.store, now: () => this.nowMs });
    const away = () => {
      if (this.isStoreAway) throw new Error("the object is out of reach");
    };
    return {
      now: () => this.nowMs,
      budgets: { put: this.putBudget, delete: null },
      ledger: {
        shards: this.oldestHeldMs.length,
        shard: (index) =>
          ({
            summary: async () => ({
              tally: openTally(),
              oldestHeldAtMs: this.oldestHeldMs[index] ?? null,
              totals: {},
              today: index === 0 ? { "kv-put-applied": this.putsToday } : {},
            }),
            metrics: async () => [[{}, index === 0 ? { "kv-put-applied": this.putsLastHour } : {}]],
          }) as Partial<LedgerShardRpc> as LedgerShardRpc,
      },
      countLetters: async () => {
        away();
        return this.letters;
      },
      oldestMessagesMs: async () => [this.oldestMessageMs, null],
      namespaceStates: async () =>
        ["default", "other"].map((namespace) => ({
          namespace,
          pause: null,
          breaker: this.openBreakers.includes(namespace) ? { sinceMs: 1, untilMs: 2 } : null,
          isConfirmed: true,
        })),
      report: (event) => this.events.push(event),
      alerts: desk,
      webhook: async (message) => {
        this.told.push(message);
        return this.isDown ? err("the webhook answered 500, expected 2xx") : ok(null);
      },
      thresholds: { oldestSeconds: 600 },
    };
  }
}

describe("a run of the alerts", () => {
  it("tells nobody and stores nothing while all is well", async () => {
    const rig = new WatchRig();
    await rig.run(30);
    expect([rig.told, rig.store.saves, rig.events]).toEqual([[], 0, []]);
  });

  it("tells the beginning and the end of dead letters", async () => {
    const rig = new WatchRig();
    rig.letters = 2;
    await rig.run(5);
    rig.letters = 0;
    await rig.run(10);
    expect(rig.states()).toEqual(["dead_letters firing", "dead_letters resolved"]);
    expect(rig.events.map(({ kind }) => kind)).toEqual(["alert-delivered", "alert-delivered"]);
    expect(rig.store.load()).toEqual({ conditions: [], outbox: [] });
  });

  it.each(["in a queue", "in the ledger"])("sees an old intent %s", async (place) => {
    const rig = new WatchRig();
    const oldMs = NOW_MS - 601_000;
    if (place === "in a queue") rig.oldestMessageMs = oldMs;
    else rig.oldestHeldMs = [NOW_MS, oldMs];
    await rig.run(3);
    expect(rig.states()).toEqual(["oldest_unapplied firing"]);
    expect(rig.told[0]?.details).toEqual({ oldestSeconds: 601, limitSeconds: 600 });
  });

  it("sees that a budget will not last, and when it lasts again", async () => {
    const rig = new WatchRig();
    rig.putBudget = 1_000;
    rig.putsToday = 900;
    rig.putsLastHour = 200;
    await rig.run(5);
    expect(rig.states()).toEqual(["budget_forecast:put firing"]);
    expect(rig.told[0]?.details).toMatchObject({ operation: "put", limit: 1_000, used: 900 });
    rig.putsLastHour = 0;
    await rig.run(10);
    expect(rig.states()).toEqual(["budget_forecast:put firing", "budget_forecast:put resolved"]);
  });

  it("sees an open breaker", async () => {
    const rig = new WatchRig();
    rig.openBreakers = ["other"];
    await rig.run(3);
    expect(rig.states()).toEqual(["breaker_open:other firing"]);
    expect(rig.told[0]?.namespace).toBe("other");
  });

  it("tells a message again until the webhook takes it, and says so in events", async () => {
    const rig = new WatchRig();
    rig.letters = 1;
    rig.isDown = true;
    await rig.run(4);
    expect(rig.told).toHaveLength(3);
    expect(new Set(rig.told.map(({ id }) => id)).size).toBe(1);
    expect(rig.events[0]).toEqual({
      kind: "alert-not-delivered",
      condition: "dead_letters",
      state: "firing",
      detail: "the webhook answered 500, expected 2xx",
    });
    rig.isDown = false;
    await rig.run(20);
    expect(rig.told).toHaveLength(4);
  });

  it("goes on with the facts that it has", async () => {
    const rig = new WatchRig();
    rig.isStoreAway = true;
    rig.oldestMessageMs = NOW_MS - 3_600_000;
    await rig.run();
    expect(rig.events[0]).toMatchObject({ kind: "alert-fact-missing", fact: "deadLetters" });
    expect(rig.states()).toEqual(["oldest_unapplied firing"]);
  });

  it("reports when nothing could be decided, and does not throw", async () => {
    const rig = new WatchRig();
    rig.store.load = () => {
      throw new Error("no such table");
    };
    await rig.run();
    expect(rig.events).toEqual([{ kind: "alerts-not-evaluated", detail: "Error: no such table" }]);
  });
});
