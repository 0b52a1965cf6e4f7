import { describe, expect, it } from "vitest";
import { aPut } from "../support/a-write-intent.ts";
import { PipelineRig } from "../support/pipeline-rig.ts";
import { aVersion } from "../support/versions.ts";

const dead = aPut({ key: "a", namespace: "nowhere", version: aVersion(1) });

/** A shard whose letter the store has refused again and again. */
async function rigWithRefusedLetter(): Promise<PipelineRig> {
  const rig = new PipelineRig({ LEDGER_SHARDS: 1 });
  rig.broken.letters = true;
  await rig.deliver(dead);
  for (let rings = 0; rings < 8; rings++) await rig.pass(60_000);
  return rig;
}

const failedTasks = (rig: PipelineRig) =>
  rig.events.flatMap((event) => (event.kind === "alarm-task-failed" ? [event.task] : []));

describe("a shard whose letters cannot be delivered", () => {
  it("releases what is held as soon as ever", async () => {
    const rig = await rigWithRefusedLetter();
    await rig.deliver(aPut({ key: "b", version: aVersion(1) }));
    await rig.deliver(aPut({ key: "b", version: aVersion(2), value: { kind: "text", text: "2" } }));
    await rig.pass(1_000);
    expect(rig.value("b")).toBe("2");
  });

  it("tries them again later and later, whatever else its alarm rings for", async () => {
    const rig = await rigWithRefusedLetter();
    const before = failedTasks(rig).length;
    for (let n = 1; n <= 20; n++) {
      await rig.deliver(
        aPut({ key: "b", version: aVersion(n), value: { kind: "text", text: `${n}` } }),
      );
      await rig.pass(500);
    }
    expect(failedTasks(rig).slice(before)).toEqual([]);
    rig.broken.letters = false;
    await rig.pass(60_000);
    expect([...rig.letters.keys()]).toEqual([dead.version]);
  });
});
