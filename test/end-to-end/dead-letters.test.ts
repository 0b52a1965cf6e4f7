import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice } from "../support/run-sluice.ts";
import { type Receipt, sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);
const user = sluiceUser(sluice);

const refuse = (key: string) =>
  sluice.strictKv.setFault({
    name: key,
    keys: { kind: "exact", key },
    effect: { kind: "refused", status: 400 },
  });

/** The ledger knows of it before the letter is stored. */
async function untilLetter(receipt: Receipt): Promise<void> {
  await user.untilState(receipt, "dead");
  await pollUntil(async () =>
    (await user.deadLetters()).some((letter) => letter.id === receipt.version),
  );
}

describe("a write that fails for good", () => {
  it("becomes a dead letter with its reason and is applied by a replay when the cause is gone", async () => {
    await refuse("refused");
    const receipt = await user.put("refused", "kept");
    await untilLetter(receipt);
    expect(await user.deadLetters()).toMatchObject([
      { id: receipt.version, key: "refused", reason: "kv_refused" },
    ]);
    expect(await user.text("refused")).toBeNull();

    await sluice.strictKv.clearFaults("refused");
    expect(await user.replay({ ids: [receipt.version] })).toMatchObject({ matched: 1, skipped: 0 });
    await user.untilState(receipt, "applied");
    expect(await user.text("refused")).toBe("kept");
    expect(await user.deadLetters()).toEqual([]);
  });

  it("is not replayed over a newer write", async () => {
    await refuse("overtaken");
    const old = await user.put("overtaken", "old");
    await untilLetter(old);
    await sluice.strictKv.clearFaults("overtaken");
    await user.untilState(await user.put("overtaken", "new"), "applied");

    expect(await user.replay({ all: true })).toMatchObject({ matched: 1, skipped: 1 });
    await user.untilState(old, "superseded");
    await pollUntil(async () => (await user.deadLetters()).length === 0);
    expect(await user.text("overtaken")).toBe("new");
  });

  it("keeps a large value until it is replayed", async () => {
    await refuse("large");
    const value = new Uint8Array(400_000).fill(7);
    const receipt = await user.put("large", value);
    await untilLetter(receipt);
    await sluice.strictKv.clearFaults("large");
    await user.replay({ filter: { keyPrefix: "lar" } });
    await user.untilState(receipt, "applied");
    expect((await (await user.get("large")).arrayBuffer()).byteLength).toBe(value.byteLength);
  });
});

describe("a message that cannot be read", () => {
  it("becomes a raw dead letter while its neighbours are applied", async () => {
    const { WRITES } = (await sluice.consumer.getEnv()) as { WRITES: Queue };
    await WRITES.send({ poison: true });
    const neighbour = await user.put("neighbour", "fine");
    await user.untilState(neighbour, "applied");
    await pollUntil(async () => (await user.deadLetters("?reason=unreadable")).length === 1);
    const [letter] = await user.deadLetters("?reason=unreadable");
    expect(letter?.id).toMatch(/^raw_/);
    expect(letter?.key).toBeUndefined();
  });
});
