import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { readTally } from "../support/read-tally.ts";
import { runSluice } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";
import type { Effect } from "../support/strict-kv/fault.ts";

const DEADLINE_MS = 45_000;

const sluice = startedOnce(() => runSluice({ vars: { REPAIR_AFTER_MS: 5_000 } }));
const user = sluiceUser(sluice);

const fail = (key: string, times: number, effect: Effect) =>
  sluice.strictKv.setFault({ name: key, keys: { kind: "exact", key }, times, effect });

describe("writes that KV fails for a while", () => {
  it.for<[string, Effect]>([
    ["throttled", { kind: "refused", status: 429 }],
    ["in conflict", { kind: "refused", status: 409 }],
    ["answered with 500", { kind: "refused", status: 500 }],
    ["landed but reported as failed", { kind: "landed", status: 500 }],
    ["never answered", { kind: "silent", durationMs: 8_000, lands: "never" }],
    ["landed without an answer", { kind: "silent", durationMs: 8_000, lands: "at-once" }],
  ])("are applied in the end: %s", { concurrent: true }, async ([key, effect]) => {
    await fail(key, 2, effect);
    const receipt = await user.put(key, `value of ${key}`);
    await user.untilState(receipt, "applied");
    expect(await user.text(key)).toBe(`value of ${key}`);
  });

  it("are written again when an older one lands late over the newest", async () => {
    const key = "late";
    await fail(key, 1, { kind: "silent", durationMs: 8_000, lands: "late" });
    const older = await user.put(key, "older");
    await pollUntil(async () => (await recordsOf(key)).length === 1, DEADLINE_MS);
    const newest = await user.put(key, "newest");
    await user.untilState(newest, "applied");
    // The repair is the third write: older, newest, newest again.
    await pollUntil(async () => (await recordsOf(key)).length === 3, DEADLINE_MS);
    expect((await recordsOf(key)).map((record) => record.version)).toEqual([
      older.version,
      newest.version,
      newest.version,
    ]);
    expect(await user.text(key)).toBe("newest");
  });

  it("keep a second between two writes of a key", async () => {
    const report = await sluice.strictKv.report();
    expect(report.uninvited429s).toBe(0);
    expect(report.smallestGapMs).toBeGreaterThanOrEqual(1_000);
  });

  it("are counted once", async () => {
    const tally = await readTally(sluice.consumer);
    expect(tally).toMatchObject({ accepted: 8, applied: 7, superseded: 1, pending: 0, dead: 0 });
  });
});

async function recordsOf(key: string) {
  return (await sluice.strictKv.report()).records.filter((record) => record.key === key);
}
