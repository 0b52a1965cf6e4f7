import { describe, expect, it } from "vitest";
import { BROUGHT_LENGTH, bringIntents } from "../../consumer/batch/bring-intents.ts";
import { planBatch } from "../../consumer/batch/plan-batch.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { aPayload, aPut, aTouch } from "../support/a-write-intent.ts";
import { PipelineRig } from "../support/pipeline-rig.ts";
import { versionAt } from "../support/versions.ts";

const START_MS = 1_800_000_000_000;
const at = (offsetMs: number) => versionAt(START_MS + offsetMs);
const ack = { kind: "ack" };
const text = (length: number) => ({ kind: "text", text: "x".repeat(length) }) as const;

/** What a batch of these intents brings along, by key. */
function brought(intents: readonly WriteIntent[], maxLength = BROUGHT_LENGTH) {
  const deliveries = intents.map((body, n) => ({ id: `m${n}`, body, sentAtMs: 0, attempts: 1 }));
  const items = bringIntents(planBatch(deliveries, START_MS).keys, maxLength);
  return items.map((item) => item.brought?.version ?? null);
}

describe("bringIntents", () => {
  it("brings the newest put or delete of each key", () => {
    const intents = [
      aPut({ key: "a", version: at(1) }),
      aPut({ key: "a", version: at(2) }),
      aPut({ key: "b", version: at(3) }),
      aTouch({ key: "b", version: at(4) }),
      aTouch({ key: "c", version: at(5) }),
    ];
    expect(brought(intents)).toEqual([at(2), at(3), null]);
  });

  it("brings a hundred intents of 1,500 characters", () => {
    const intents = Array.from({ length: 100 }, (_, n) =>
      aPut({ key: `k${n}`, version: at(n), value: text(1_500) }),
    );
    expect(brought(intents)).not.toContain(null);
  });

  it("leaves out what does not fit and goes on with what does", () => {
    const intents = [
      aPut({ key: "a", version: at(1), value: text(3_000) }),
      aPut({ key: "b", version: at(2), value: text(3_000) }),
      aPut({ key: "c", version: at(3), value: text(10) }),
    ];
    expect(brought(intents, 6_000)).toEqual([at(1), null, at(3)]);
  });

  it("counts a value in R2 as small, whatever its size", () => {
    expect(brought([aPut({ version: at(1), value: aPayload(20_000_000) })], 2_000)).toEqual([
      at(1),
    ]);
  });
});

describe("a batch whose key has to wait", () => {
  /** A key that was written this moment. */
  async function aPacedRig(): Promise<PipelineRig> {
    const rig = new PipelineRig();
    await rig.deliver(aPut({ version: at(1), value: { kind: "text", text: "first" } }));
    rig.calls.length = 0;
    return rig;
  }

  it("is acknowledged after one call of the ledger", async () => {
    const rig = await aPacedRig();
    expect(await rig.deliver(aPut({ version: at(2) }))).toEqual([ack]);
    expect(rig.calls).toEqual(["admit"]);
    expect(rig.tally()).toMatchObject({ pending: 1, held: { pace: 1 } });
    expect(rig.events.at(-1)).toMatchObject({ kind: "batch-processed", held: 1 });
  });

  it("reports an intent that was too large to come along, and writes it in its turn", async () => {
    const rig = await aPacedRig();
    const large = aPut({ version: at(2), value: text(BROUGHT_LENGTH) });
    expect(await rig.deliver(large)).toEqual([ack]);
    expect(rig.calls).toEqual(["admit", "settle"]);
    expect(rig.tally()).toMatchObject({ pending: 1, held: { pace: 1 } });
    await rig.pass(1_000);
    expect(rig.value("user:1")).toHaveLength(BROUGHT_LENGTH);
  });

  it("comes again when the replies are lost, is held once and written once", async () => {
    const rig = await aPacedRig();
    const intent = aPut({ version: at(2), value: { kind: "text", text: "second" } });
    rig.broken.replies = true;
    expect(await rig.deliver(intent)).toEqual([{ kind: "retry", delaySeconds: 2 }]);
    expect(rig.calls).toEqual(["admit", "admit"]);
    expect(rig.tally()).toMatchObject({ accepted: 2, pending: 1, held: { pace: 1 } });

    rig.broken.replies = false;
    expect(await rig.deliver(intent)).toEqual([ack]);
    expect(rig.tally()).toMatchObject({ accepted: 2, pending: 1, held: { pace: 1 } });
    await rig.pass(1_000);
    expect(await rig.deliver(intent)).toEqual([ack]);
    expect(rig.kv.writes.map(({ value }) => value)).toEqual(["first", "second"]);
    expect(rig.tally()).toMatchObject({ accepted: 2, applied: 2, pending: 0, held: { pace: 0 } });
  });

  it("supersedes in one call what it brings with a newer version of the key", async () => {
    const rig = await aPacedRig();
    const intents = [2, 4, 3].map((n) => aPut({ version: at(n) }));
    expect(await rig.deliver(...intents)).toEqual([ack, ack, ack]);
    expect(rig.calls).toEqual(["admit"]);
    expect(rig.tally()).toMatchObject({ superseded: 2, pending: 1, held: { pace: 1 } });
  });
});
