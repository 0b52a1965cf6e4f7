import { LRU } from "tiny-lru";
import { type KeyName, keyId } from "../../shared/key.ts";
import { longestPrefix } from "../../shared/prefix-table.ts";
import type { Settings } from "../../shared/settings.ts";
import { laterVersion, type Version } from "../../shared/version.ts";
import { ByteLru } from "./byte-lru.ts";

/** A value as one isolate keeps it. Nobody gets the bytes themselves: readers decode or copy them. */
export type L1Value = {
  readonly bytes: Uint8Array;
  /** As stored in KV, as JSON; null without metadata. */
  readonly metadataJson: string | null;
  /** Null for values of other writers. */
  readonly version: Version | null;
};

/** What the cache did so far, since its isolate began. */
export type L1Counts = {
  readonly hits: number;
  readonly misses: number;
  /** Values that were kept. */
  readonly stored: number;
  /** Values that were dropped since their key was written here. */
  readonly dropped: number;
  readonly entries: number;
  readonly bytes: number;
};

type Entry = { readonly value: L1Value; readonly untilMs: number };

/** Longer than KV needs to show a write everywhere, batches of the pipeline included. */
const MARK_MS = 120_000;
const MAX_MARKS = 10_000;
/** What an entry weighs besides its texts and bytes, roughly. */
const ENTRY_BYTES = 200;

/**
 * Values of one isolate, for as long as their prefix says, the least recently used leaving first when
 * they weigh too much together. An entry belongs to one identity (what a binding may do, and where):
 * nobody is answered with what another one read.
 *
 * A write through this isolate drops the key's entries, and leaves a mark: while KV still shows an
 * older version, that is not kept. Other isolates do not hear of it, so what was written is not
 * promised to be read.
 */
export class L1Cache {
  readonly #lru: ByteLru<Entry>;
  readonly #marks = new LRU<{ readonly version: Version; readonly untilMs: number }>(MAX_MARKS);
  readonly #ttlSeconds: Settings["L1_TTL_SECONDS"];
  readonly #identities = new Set<string>();
  readonly #counts = { hits: 0, misses: 0, stored: 0, dropped: 0 };

  constructor({ L1_TTL_SECONDS, L1_MAX_BYTES }: L1Settings) {
    this.#ttlSeconds = L1_TTL_SECONDS;
    this.#lru = new ByteLru(L1_MAX_BYTES, sizeOf);
  }

  /** Seconds that a value of this key may be kept; null when it may not. */
  ttlOf(key: string): number | null {
    return longestPrefix(this.#ttlSeconds, key)?.entry ?? null;
  }

  find(identity: string, name: KeyName, nowMs: number): L1Value | null {
    const entry = this.#lru.get(entryId(identity, name));
    const value = entry !== undefined && nowMs < entry.untilMs ? entry.value : null;
    if (value === null) this.#counts.misses += 1;
    else this.#counts.hits += 1;
    return value;
  }

  /** Keeps what KV answered, unless a newer write is known here. */
  keep(identity: string, name: KeyName, value: L1Value, nowMs: number): void {
    const ttlSeconds = this.ttlOf(name.key);
    if (ttlSeconds === null || this.#isKeptOut(name, value.version, nowMs)) return;
    this.#identities.add(identity);
    this.#lru.set(entryId(identity, name), { value, untilMs: nowMs + ttlSeconds * 1_000 });
    this.#counts.stored += 1;
  }

  /** Forgets a key for every identity. */
  drop(name: KeyName): void {
    for (const identity of this.#identities) {
      if (this.#lru.delete(entryId(identity, name))) this.#counts.dropped += 1;
    }
  }

  /** Forgets a key whose new version is accepted, and keeps older ones out for a while. */
  supersede(name: KeyName, version: Version, nowMs: number): void {
    // Marks are few: those of keys that are never kept would push out the ones that matter.
    if (this.ttlOf(name.key) === null) return;
    this.drop(name);
    const known = this.#marks.get(keyId(name))?.version ?? null;
    const newest = laterVersion(known, version) ?? version;
    this.#marks.set(keyId(name), { version: newest, untilMs: nowMs + MARK_MS });
  }

  counts(): L1Counts {
    return { ...this.#counts, entries: this.#lru.size, bytes: this.#lru.bytes };
  }

  #isKeptOut(name: KeyName, version: Version | null, nowMs: number): boolean {
    const mark = this.#marks.get(keyId(name));
    if (mark === undefined || mark.untilMs <= nowMs) return false;
    return version === null || version < mark.version;
  }
}

export type L1Settings = Pick<Settings, "L1_TTL_SECONDS" | "L1_MAX_BYTES">;

/** Off until a prefix is given a life: a cache that nobody asked for surprises. */
export const openL1 = (settings: L1Settings): L1Cache | null =>
  Object.keys(settings.L1_TTL_SECONDS).length === 0 ? null : new L1Cache(settings);

// A namespace has no newline and an identity is JSON, so no two of them make the same text.
const entryId = (identity: string, name: KeyName): string => `${identity}\n${keyId(name)}`;

const sizeOf = ({ value }: Entry, id: string): number =>
  value.bytes.byteLength + 2 * (id.length + (value.metadataJson?.length ?? 0)) + ENTRY_BYTES;
