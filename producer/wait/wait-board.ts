import { shardOf } from "../../shared/key.ts";
import type { FinalState } from "../../shared/ledger/known-versions.ts";
import type { VersionName } from "../../shared/ledger/protocol.ts";
import type { Version } from "../../shared/version.ts";

type Waiting = { readonly name: VersionName; waiters: number; state: FinalState | null };

type Shard = {
  /** In the order in which they were asked for last. */
  readonly waiting: Map<Version, Waiting>;
  polledAtMs: number;
};

/** One question to one shard of the ledger. */
export type Poll = { readonly shard: number; readonly names: readonly VersionName[] };

/** Versions that one poll asks for at the most. */
export const MAX_POLLED_VERSIONS = 1_000;

/**
 * What the requests of one isolate wait for. Plain data that they share: each wakes by its own
 * timer, and whichever finds a shard's last poll old enough asks for all of them, so a shard is
 * asked as often for a thousand waiters as for one. No request awaits another's promise, since a
 * Worker's I/O belongs to the request that began it.
 */
export class WaitBoard {
  readonly #shards: readonly Shard[];

  constructor(shards: number) {
    this.#shards = Array.from({ length: shards }, () => ({
      waiting: new Map(),
      polledAtMs: Number.NEGATIVE_INFINITY,
    }));
  }

  enter(names: readonly VersionName[]): void {
    for (const name of names) {
      const { waiting } = this.#shardOf(name);
      const known = waiting.get(name.version);
      if (known === undefined) waiting.set(name.version, { name, waiters: 1, state: null });
      else known.waiters += 1;
    }
  }

  leave(names: readonly VersionName[]): void {
    for (const name of names) {
      const { waiting } = this.#shardOf(name);
      const known = waiting.get(name.version);
      if (known === undefined) continue;
      known.waiters -= 1;
      if (known.waiters === 0) waiting.delete(name.version);
    }
  }

  /** The polls that a waiter for `names` has to make now; none where another asked within `gapMs`. */
  takePolls(names: readonly VersionName[], nowMs: number, gapMs: number): readonly Poll[] {
    const indexes = new Set(names.map((name) => shardOf(name, this.#shards.length)));
    return [...indexes].flatMap((shard) => {
      const polled = this.#take(shard, nowMs, gapMs);
      return polled.length === 0 ? [] : [{ shard, names: polled }];
    });
  }

  post(names: readonly VersionName[], states: readonly (FinalState | null)[]): void {
    names.forEach((name, index) => {
      const known = this.#shardOf(name).waiting.get(name.version);
      if (known !== undefined) known.state ??= states[index] ?? null;
    });
  }

  /** The final states of all of them; null while one is open. */
  statesOf(names: readonly VersionName[]): readonly FinalState[] | null {
    const states = names
      .map((name) => this.#shardOf(name).waiting.get(name.version)?.state ?? null)
      .filter((state) => state !== null);
    return states.length === names.length ? states : null;
  }

  /** The longest not asked for first, so that every one has its turn. */
  #take(index: number, nowMs: number, gapMs: number): readonly VersionName[] {
    const shard = this.#shard(index);
    if (nowMs - shard.polledAtMs < gapMs) return [];
    const open = [...shard.waiting.values()].filter((one) => one.state === null);
    const taken = open.slice(0, MAX_POLLED_VERSIONS);
    if (taken.length > 0) shard.polledAtMs = nowMs;
    for (const one of taken) {
      shard.waiting.delete(one.name.version);
      shard.waiting.set(one.name.version, one);
    }
    return taken.map((one) => one.name);
  }

  #shardOf(name: VersionName): Shard {
    return this.#shard(shardOf(name, this.#shards.length));
  }

  #shard(index: number): Shard {
    const shard = this.#shards[index];
    if (shard === undefined) throw new Error(`there is no shard ${index}`);
    return shard;
  }
}
