import type { ViewValues } from "../../consumer/views/view-ports.ts";
import type { KeyValueStore, KvEntry, KvExpiry, KvPut } from "../../shared/ports.ts";
import { stampMetadata, unstampMetadata } from "../../shared/stamp.ts";
import type { Version } from "../../shared/version.ts";
import { PlatformLimit } from "./platform-limit.ts";
import type { Random } from "./random.ts";
import type { SimLedger } from "./sim-ledger.ts";
import { nameOf } from "./sim-names.ts";
import { stormOver } from "./storms.ts";
import type { World } from "./world.ts";

type Stored = {
  readonly version: Version;
  readonly value: string;
  readonly tags: readonly string[];
  readonly expiresAtMs: number | null;
  readonly startedAtMs: number;
};

/** What a key held from a moment on; null is nothing. */
type Past = { readonly fromMs: number; readonly stored: Stored | null };

type Write = {
  readonly operation: "put" | "delete";
  readonly key: string;
  /** Null for deletes: they carry none. */
  readonly version: Version | null;
  readonly land: () => void;
};

/** Shorter than REPAIR_AFTER_MS, as the promise requires of a late landing. */
const LATEST_GHOST_MS = 22_000;
/** A location may answer this long with what it has read before (https://developers.cloudflare.com/kv/concepts/how-kv-works/). */
const OLDEST_READ_MS = 60_000;

/** One namespace of Workers KV as it may behave on its worst day. Checks spacing at every start. */
export class SimKv implements KeyValueStore {
  readonly #world: World;
  readonly #random: Random;
  readonly #stored = new Map<string, Stored>();
  readonly #lastStartMs = new Map<string, number>();
  readonly #past = new Map<string, Past[]>();
  readonly #newestLanded = new Map<string, Version>();
  readonly #around: { readonly ledger: SimLedger };
  readonly #platform: PlatformLimit;
  smallestGapMs = Number.POSITIVE_INFINITY;
  writes = 0;
  /** Keys that were read, and lists. */
  reads = 0;

  constructor(world: World, around: { readonly ledger: SimLedger }) {
    this.#world = world;
    this.#random = world.random.fork("kv");
    this.#around = around;
    this.#platform = new PlatformLimit(world);
  }

  put(write: KvPut): Promise<void> {
    const { version, tags } = unstampMetadata(write.metadata);
    if (version === null) throw new Error("a put came without a stamp");
    const value = textOf(write.value);
    const startedAtMs = this.#world.now();
    const expiresAtMs = expiryMs(write.expiry, startedAtMs);
    return this.#write({
      operation: "put",
      key: write.key,
      version,
      land: () => this.#landPut(write.key, { version, value, tags, expiresAtMs, startedAtMs }),
    });
  }

  delete(key: string): Promise<void> {
    return this.#write({
      operation: "delete",
      key,
      version: null,
      land: () => this.#set(key, null),
    });
  }

  /** What a touch reads: now and then what the key held up to a minute ago, or nothing. */
  async read(key: string): Promise<KvEntry | null> {
    const { faults, engine } = this.#world;
    this.reads += 1;
    await engine.sleep(this.#random.int(5, 120));
    if (faults.hits("kv-read-failed")) throw new Error("KV GET failed: 503 Service Unavailable");
    const stored = faults.hits("kv-stale-read")
      ? this.#atMs(key, this.#world.now() - this.#random.int(1, OLDEST_READ_MS))
      : this.get(key);
    this.#world.note("read", key, stored?.version ?? "nothing");
    if (stored === null) return null;
    const { version, value, tags } = stored;
    const stamp = { version, tags: tags.length === 0 ? undefined : tags };
    return { value: new TextEncoder().encode(value), metadata: stampMetadata(stamp) };
  }

  /** What a view reads, each key as fresh as a touch finds it. */
  readonly views: ViewValues = {
    list: async (_namespace, prefix) => {
      const keys = [...this.#past.keys()].filter((key) => key.startsWith(prefix)).sort();
      const found = await this.#readAll(keys, "LIST");
      const listed = found.map(([key, { version, expiresAtMs }]) => ({
        key,
        version,
        endsAtMs: expiresAtMs,
      }));
      return { keys: listed, cursor: null };
    },
    read: async (_namespace, keys) => {
      const found = await this.#readAll(keys, "GET");
      return new Map(found.map(([key, { version, value }]) => [key, { version, text: value }]));
    },
  };

  async #readAll(keys: readonly string[], what: string): Promise<(readonly [string, Stored])[]> {
    const { faults, engine } = this.#world;
    this.reads += what === "LIST" ? 1 : keys.length;
    await engine.sleep(this.#random.int(5, 120));
    if (faults.hits("kv-read-failed"))
      throw new Error(`KV ${what} failed: 503 Service Unavailable`);
    return keys.flatMap((key) => {
      const stored = faults.hits("kv-stale-read")
        ? this.#atMs(key, this.#world.now() - this.#random.int(1, OLDEST_READ_MS))
        : this.get(key);
      return stored === null ? [] : [[key, stored] as const];
    });
  }

  /** What was written last, also when it has ended. */
  last(key: string): Stored | null {
    return this.#stored.get(key) ?? null;
  }

  #atMs(key: string, timeMs: number): Stored | null {
    const past = this.#past.get(key) ?? [];
    const stored = past.findLast(({ fromMs }) => fromMs <= timeMs)?.stored ?? null;
    const isOver = stored?.expiresAtMs != null && stored.expiresAtMs <= timeMs;
    return isOver ? null : stored;
  }

  #set(key: string, stored: Stored | null): void {
    const past = this.#past.get(key) ?? [];
    past.push({ fromMs: this.#world.now(), stored });
    this.#past.set(key, past);
    if (stored === null) this.#stored.delete(key);
    else this.#stored.set(key, stored);
  }

  /** What a reader finds now. */
  get(key: string): Stored | null {
    const stored = this.#stored.get(key);
    if (stored === undefined) return null;
    const isOver = stored.expiresAtMs !== null && stored.expiresAtMs <= this.#world.now();
    return isOver ? null : stored;
  }

  async #write(write: Write): Promise<void> {
    const { faults, truth } = this.#world;
    // The runtime refuses before any request is made, so no write starts.
    if (faults.hits("kv-quota") || this.#platform.isUsedUp(write.operation)) {
      throw new Error(`KV ${write.operation}() limit exceeded for the day.`);
    }
    this.#start(write);
    this.#world.watch.started(write.key, write.operation, write.version);
    if (write.version !== null) truth.started.add(write.version);
    if (faults.hits("kv-hang-lost")) return this.#hang(write, null);
    if (faults.hits("kv-hang-landed")) return this.#hang(write, this.#random.int(5, 3_000));
    if (faults.hits("kv-ghost")) return this.#hang(write, this.#random.int(1_500, LATEST_GHOST_MS));
    if (faults.hits("kv-error-ghost")) {
      this.#hangLanding(write, this.#random.int(1_500, LATEST_GHOST_MS));
      await this.#world.engine.sleep(this.#random.int(5, 120));
      throw new Error("KV PUT failed: 503 Service Unavailable");
    }
    const tookMs = faults.hits("kv-slow") ? this.#random.int(500, 4_500) : this.#random.int(5, 120);
    const landsMs = this.#random.int(1, tookMs);
    await this.#world.engine.sleep(landsMs);
    const refusal = this.#refusal(write);
    if (refusal === null || refusal.hasLanded) this.#land(write);
    await this.#world.engine.sleep(tookMs - landsMs);
    if (refusal !== null) throw new Error(refusal.text);
  }

  #refusal(write: Write): { readonly text: string; readonly hasLanded: boolean } | null {
    const { faults } = this.#world;
    const storm = stormOver(this.#world, write.key);
    const failed = `KV ${write.operation.toUpperCase()} failed:`;
    const lost = (text: string) => ({ text: `${failed} ${text}`, hasLanded: false });
    if (faults.hits("kv-throttled") || storm === "throttles") return lost("429 Too Many Requests");
    if (faults.hits("kv-conflict")) return lost("409 Conflict");
    if (faults.hits("kv-refused")) return lost("400 Bad Request");
    if (faults.hits("kv-error-lost") || storm === "errors")
      return lost("500 Internal Server Error");
    if (faults.hits("kv-error-landed")) {
      this.#doubt(write);
      return { text: `${failed} 503 Service Unavailable`, hasLanded: true };
    }
    return null;
  }

  /** Never answers; the caller's timeout decides that nobody knows. */
  #hang(write: Write, landsAfterMs: number | null): Promise<void> {
    this.#doubt(write);
    if (landsAfterMs !== null) this.#hangLanding(write, landsAfterMs);
    return new Promise(() => {});
  }

  #hangLanding(write: Write, landsAfterMs: number): void {
    this.#doubt(write);
    this.#world.engine.after(landsAfterMs, () => this.#land(write));
  }

  #doubt(write: Write): void {
    if (write.version !== null) this.#world.truth.doubtful.add(write.version);
  }

  #start(write: Write): void {
    const nowMs = this.#world.now();
    const lastMs = this.#lastStartMs.get(write.key);
    this.#lastStartMs.set(write.key, nowMs);
    this.writes += 1;
    this.#world.note("start", write.key, write.version ?? "delete");
    // A shard whose clock jumped forward when it started anew may let a write start too early.
    const isExcused = this.#around.ledger.hasJumpedForward(nameOf(write.key));
    if (lastMs === undefined || isExcused) return;
    this.#checkStart(write);
    const gapMs = nowMs - lastMs;
    this.smallestGapMs = Math.min(this.smallestGapMs, gapMs);
    if (gapMs < 1_000) {
      this.#world.violate("I3", `two writes of a key started ${gapMs} ms apart`, write.key);
    }
  }

  #checkStart({ key, version }: Write): void {
    if (version === null) return;
    const state = this.#around.ledger.state(nameOf(key));
    if (state.done === null || version > state.done) return;
    // A touch writes again what is there, so its own version is not the one that is stamped.
    if (state.lease !== null && state.lease.version > version) {
      if (state.written?.stamp === version) return;
      this.#world.violate("I5", `a touch brought ${version} back`, key);
      return;
    }
    if (version < state.done) {
      this.#world.violate("I5", `${version} was written though ${state.done} is applied`, key);
    } else if (state.doubt === null) {
      this.#world.violate("I7", `${version} was written again without need`, key);
    }
  }

  #land(write: Write): void {
    write.land();
    this.#world.note("land", write.key, write.version ?? "delete");
  }

  #landPut(key: string, put: Stored): void {
    this.#set(key, put);
    const newest = this.#newestLanded.get(key);
    if (newest === undefined || put.version >= newest) {
      this.#newestLanded.set(key, put.version);
      return;
    }
    if (this.#world.truth.doubtful.has(put.version)) {
      this.#world.faults.mark("ghost-over-newer");
    }
  }
}

const textOf = (value: KvPut["value"]): string =>
  value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);

function expiryMs(expiry: KvExpiry, nowMs: number): number | null {
  switch (expiry.kind) {
    case "none":
      return null;
    case "at":
      return expiry.epochSeconds * 1_000;
    case "after":
      return nowMs + expiry.ttlSeconds * 1_000;
  }
}
