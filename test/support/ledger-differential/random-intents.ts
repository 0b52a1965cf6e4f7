import type { KeyName } from "../../../shared/key.ts";
import type { VersionName } from "../../../shared/ledger/protocol.ts";
import type { WriteIntent } from "../../../shared/write-intent.ts";
import type { Random } from "../../simulation/random.ts";
import { aDelete, aPayload, aPut } from "../a-write-intent.ts";
import { versionAt } from "../versions.ts";

/** Names that stores easily mix up or put in different orders. */
const KEYS = [
  ...["user:1", "user:10", "user:2", "User:1", "user:1 ", "a", "A", "b", "B", "ab"],
  ...["é", "e\u0301", "ß", "\uffff", "😀", "😁", "a\u0000b", "a\nb", "%", "'"],
];
const NODES = 2 ** 20;
const CLOCK_SKEW_MS = 2_000;
/** Intents of one key that may still be delivered, newest last. */
const POOL_SIZE = 10;

/** What producers accept, and what of it queues and letters may bring again, by key. */
export class RandomIntents {
  readonly #random: Random;
  readonly #pools = new Map<string, readonly WriteIntent[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Some keys are hot. */
  name(): KeyName {
    const { next } = this.#random;
    const key = KEYS[Math.floor(next() * next() * KEYS.length)] ?? "user:1";
    return { namespace: "default", key };
  }

  accept(name: KeyName, nowMs: number): WriteIntent {
    const random = this.#random;
    const timeMs = nowMs + random.int(-CLOCK_SKEW_MS, CLOCK_SKEW_MS);
    const intent = this.#make(name, {
      version: versionAt(timeMs, random.int(0, 3), random.int(0, NODES)),
      acceptedAtMs: timeMs,
      onFailure: random.chance(0.2) ? "drop" : "dead-letter",
      ...(random.chance(0.3) ? { digest: random.pick(["a", "b"]).repeat(64) } : {}),
    });
    this.add(intent);
    return intent;
  }

  #make(name: KeyName, fields: Partial<WriteIntent> & Pick<WriteIntent, "acceptedAtMs">) {
    const random = this.#random;
    const { op: _, ...common } = { ...fields, ...name };
    if (random.chance(0.25)) return aDelete(common);
    const seconds = Math.floor(fields.acceptedAtMs / 1_000);
    return aPut({
      ...common,
      ...(random.chance(0.15) ? { value: aPayload(random.int(1, 30_000_000)) } : {}),
      ...(random.chance(0.15) ? { expiration: seconds + random.int(-5, 600) } : {}),
      ...(random.chance(0.3) ? { tags: [random.pick(["a", "b"]), "c"] } : {}),
      ...(random.chance(0.2) ? { metadata: { "ä\u0000": [null, 0.1, "😀"] } } : {}),
    });
  }

  /** It may be delivered again from now on. */
  add(intent: WriteIntent): void {
    const id = intent.key;
    this.#pools.set(id, [...(this.#pools.get(id) ?? []), intent].slice(-POOL_SIZE));
  }

  /** One that was accepted for the key, or null while there is none. */
  known(name: KeyName): WriteIntent | null {
    const pool = this.#pools.get(name.key) ?? [];
    return pool.length === 0 ? null : this.#random.pick(pool);
  }

  find({ key, version }: VersionName): WriteIntent | null {
    const pool = this.#pools.get(key) ?? [];
    return pool.find((intent) => intent.version === version) ?? null;
  }
}
