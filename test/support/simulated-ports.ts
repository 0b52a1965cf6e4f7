import type { AlarmStorage } from "../../consumer/timing/alarm-setter.ts";
import { emptyKeyState } from "../../shared/ledger/key-state.ts";
import type { KeyValueStore } from "../../shared/ports.ts";
import { stampMetadata } from "../../shared/stamp.ts";
import type { SinkSubject } from "../contract/dead-letter-sink.contract.ts";
import type { KeyValueSubject } from "../contract/key-value-subject.ts";
import type { PayloadSubject } from "../contract/payload-store.contract.ts";
import { Life } from "../simulation/life.ts";
import { drawScenario } from "../simulation/scenario.ts";
import { SimDeadLetters } from "../simulation/sim-dead-letters.ts";
import { SimKv } from "../simulation/sim-kv.ts";
import type { SimLedger } from "../simulation/sim-ledger.ts";
import { SimObject } from "../simulation/sim-object.ts";
import { SimPayloads } from "../simulation/sim-payloads.ts";
import { World } from "../simulation/world.ts";
import { sha256Hex } from "./node-digest.ts";

/** The simulator's ports without faults, whose calls answer at once: time runs as far as they need. */
export function simulatedPorts() {
  const world = new World({ ...drawScenario(1), rates: new Map() }, false);
  return {
    kv: simulatedKv(world),
    payloads: simulatedPayloads(world),
    alarm: simulatedAlarm(world),
    deadLetters: simulatedDeadLetters(world),
  };
}

/** Runs virtual time until the call has answered. */
async function drive<T>(world: World, call: Promise<T>): Promise<T> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  call.then(end, end);
  await world.engine.run(() => isOver, Number.POSITIVE_INFINITY);
  return call;
}

function simulatedKv(world: World): KeyValueSubject {
  const ledger = { hasJumpedForward: () => true, state: () => emptyKeyState };
  // The simulator's KV asks the ledger what it may write; here nobody does.
  const kv = new SimKv(world, { ledger: ledger as unknown as SimLedger });
  const store: KeyValueStore = {
    read: (key) => drive(world, kv.read(key)),
    put: (write) => drive(world, kv.put(write)),
    delete: (key) => drive(world, kv.delete(key)),
  };
  return {
    store,
    read: async (key) => {
      const stored = kv.get(key);
      if (stored === null) return null;
      return {
        bytes: new TextEncoder().encode(stored.value),
        metadata: stampMetadata({ version: stored.version }),
        expiresAtSeconds:
          stored.expiresAtMs === null ? null : Math.floor(stored.expiresAtMs / 1_000),
      };
    },
    nowSeconds: () => Math.floor(world.now() / 1_000),
  };
}

function simulatedPayloads(world: World): PayloadSubject {
  const payloads = new SimPayloads(world, () => false);
  const uploads = payloads.uploads(sha256Hex);
  const upload: PayloadSubject["upload"] = async (version, text) => {
    const begun = await uploads.begin({ namespace: "default", key: "user:1", version }, null);
    await begun.write(new TextEncoder().encode(text));
    await begun.complete();
    return sha256Hex(text);
  };
  return {
    store: {
      redeem: (version, sha256) => drive(world, payloads.store.redeem(version, sha256)),
      delete: (versions) => drive(world, payloads.store.delete(versions)),
    },
    upload: (version, text) => drive(world, upload(version, text)),
  };
}

const NO_FAULTS = {
  unavailable: "ledger-unavailable",
  replyLost: "ledger-reply-lost",
  restart: "ledger-restart",
  slow: null,
} as const;

function simulatedAlarm(world: World): AlarmStorage {
  const alarms: AlarmStorage[] = [];
  new SimObject(world, "object", NO_FAULTS, (_life, alarm) => {
    alarms.push(alarm);
    return { ring: async () => {} };
  });
  const [alarm] = alarms;
  if (alarm === undefined) throw new Error("the object was never opened");
  return alarm;
}

function simulatedDeadLetters(world: World): SinkSubject {
  const outOfReach = (): never => {
    throw new Error("storing a letter asks neither the ledger nor a queue");
  };
  // The desk wants its ports when it opens; it uses them for replays only.
  const ledger = { client: () => ({ shards: 1, shard: outOfReach }) } as unknown as SimLedger;
  const store = new SimDeadLetters(
    world,
    () => ledger,
    () => ({ send: outOfReach }),
    () => {},
  );
  const sink = store.sink(new Life());
  return {
    sink: { put: (letters) => drive(world, sink.put(letters)) },
    read: async (id) => store.letters.get(id)?.letter ?? null,
  };
}
