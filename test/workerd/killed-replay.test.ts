import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { candidateOf } from "../../consumer/batch/plan-batch.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { putIntent, SOMEBODY } from "../support/letters.ts";
import { pollUntil } from "../support/poll-until.ts";
import { die, intents, ledgerOf, makeDue, openStore, request, SHARDS } from "./store-rig.ts";

const LETTERS = 250;
const OUTDATED = 50;

/** The objects are killed as soon as there is such a row; finer moments are those of the desk's test. */
const MOMENTS = [
  ["at its start", "SELECT 1 FROM replays"],
  ["after a part was sent", "SELECT 1 FROM replays WHERE enqueued > 0"],
] as const;

/** A newer write of the same key reaches the ledger. */
async function overtake(intent: WriteIntent, number: number): Promise<void> {
  const { namespace, key } = intent;
  const candidates = [candidateOf(putIntent(LETTERS + number, { key }))];
  await ledgerOf(intent).admit({
    shards: SHARDS,
    body: { token: `newer-${key}`, items: [{ namespace, key, candidates }] },
  });
}

const stateOf = async (intent: WriteIntent) =>
  (await ledgerOf(intent).status({ shards: SHARDS, body: intent })).version?.state;

describe("a replay whose Durable Objects are killed in the middle", () => {
  it.each(MOMENTS)("loses nothing and sends nothing twice: %s", async (moment, condition) => {
    const name = moment.replaceAll(" ", "-");
    const letters = intents(name, LETTERS);
    const outdated = letters.slice(0, OUTDATED);
    await die(name, letters);
    for (const [index, intent] of outdated.entries()) await overtake(intent, index + 1);

    const { object, store } = openStore(name);
    const cutOff = store.startReplay(request(name, 100), SOMEBODY).catch(() => null);
    await pollUntil(() =>
      runInDurableObject(
        object,
        (_instance, { storage }) => storage.sql.exec(condition).toArray().length > 0,
      ),
    );
    await abortAllDurableObjects();
    await cutOff;

    const again = openStore(name);
    const newest = async () =>
      (await again.store.audit({ access: {}, limit: 1, before: null })).entries[0];
    await pollUntil(async () => {
      if ((await newest())?.outcome !== "running") return true;
      await makeDue(again.object);
      await runDurableObjectAlarm(again.object);
      return false;
    });
    expect(await newest()).toMatchObject({
      outcome: "finished",
      matched: LETTERS,
      skipped: OUTDATED,
      enqueued: LETTERS - OUTDATED,
    });
    expect(await again.store.count()).toBe(0);
    expect(new Set(await Promise.all(outdated.map(stateOf)))).toEqual(new Set(["superseded"]));
    // Whatever was sent again after the kill: the ledger applies each version, and ends it, once.
    const others = letters.slice(OUTDATED);
    await pollUntil(async () => {
      const states = await Promise.all(others.map(stateOf));
      return states.every((state) => state === "applied");
    });
  });
});
