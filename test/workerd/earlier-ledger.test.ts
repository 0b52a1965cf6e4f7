import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import { failure } from "../../shared/failure.ts";
import { keyId } from "../../shared/key.ts";
import { shardName } from "../../shared/ledger/protocol.ts";
import { Settings } from "../../shared/settings.ts";
import { formatVersion, nodeFromDice } from "../../shared/version.ts";
import { putIntent } from "../support/letters.ts";

const { LEDGER } = env as unknown as ConsumerEnv;
const SHARDS = Settings.parse({}).LEDGER_SHARDS;
const NOW_MS = Date.now();

/** The members that a key's state had in version 0.1.0. */
const EARLIER = {
  hi: null,
  done: null,
  doneAtMs: null,
  lease: null,
  notBeforeMs: 0,
  failures: null,
  streak: 0,
  doubt: null,
  held: null,
  holds: 0,
  kept: null,
  dead: [],
  revived: [],
  known: "",
};

const version = formatVersion({ timeMs: NOW_MS, counter: 0 }, nodeFromDice(0));
const intent = { ...putIntent(1, { key: "waits" }), version };
const { generation, namespace, key } = intent;
const id = keyId(intent);

const SAVE = `
  INSERT INTO keys (id, state, known, held_body, kept_body, due_at, due_lane, held_version, touched_at)
  VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?)`;

/** A shard that has slept since version 0.1.0 stored this in it. */
async function wake(
  shard: number,
  state: object,
  due: { readonly atMs: number; readonly lane: string } | null,
) {
  const object = LEDGER.getByName(shardName(shard));
  await runInDurableObject(object, (_instance, { storage }) => {
    const body = due === null ? null : JSON.stringify(intent);
    const row = [id, JSON.stringify({ ...EARLIER, hi: version, ...state }), `${version}p`, body];
    storage.sql.exec(SAVE, ...row, due?.atMs ?? null, due?.lane ?? null, version, NOW_MS);
    // As the constructor of the object does when it wakes.
    new SqlLedgerStore(storage);
  });
  return object;
}

describe("a shard of version 0.1.0", () => {
  it("goes on with the intents that it held", async () => {
    const held = {
      version,
      generation,
      operation: "put",
      hasPayload: false,
      reason: "pace",
      serial: 1,
    };
    const atMs = NOW_MS + 3_600_000;
    const state = { held, holds: 1, notBeforeMs: atMs };
    const object = await wake(0, state, { atMs, lane: "put" });
    const call = { shards: SHARDS, body: { namespace, key, version: null } };
    expect(await object.status(call)).toMatchObject({ newest: version });
    await runInDurableObject(object, (_instance, { storage }) => {
      const store = new SqlLedgerStore(storage);
      expect(store.dueLanes()).toEqual([`put/normal/${namespace}`]);
      expect(store.dueKeys(`put/normal/${namespace}`, atMs, 10)).toEqual([id]);
      const loaded = store.loadKey(id);
      expect(loaded.held).toMatchObject({ ...held, priority: "normal" });
      store.saveKey(id, loaded, { held: undefined, kept: undefined }, NOW_MS);
      expect(store.earliestDueMs(`put/normal/${namespace}`)).toBe(atMs);
    });
  });

  it("knows what its leases and dead versions are", async () => {
    const lease = {
      token: "t",
      version,
      generation,
      hasPayload: false,
      grantedAtMs: NOW_MS,
      untilMs: NOW_MS + 15_000,
      isOutdated: false,
    };
    const mark = {
      version: putIntent(2).version,
      generation: 0,
      failure: failure("permanent", "kv_refused", "400"),
      failures: 1,
      firstSeenAtMs: NOW_MS,
      lastSeenAtMs: NOW_MS,
      hasPayload: false,
    };
    const object = await wake(1, { lease, dead: [mark] }, null);
    await runInDurableObject(object, (_instance, { storage }) => {
      const loaded = new SqlLedgerStore(storage).loadKey(id);
      expect(loaded.lease).toEqual({
        ...lease,
        touchEndsAtMs: null,
        carried: null,
        content: version,
        charge: null,
      });
      expect(loaded.dead).toEqual([{ ...mark, isTouch: false }]);
    });
  });
});
