import { type KeyName, parseKeyId } from "../key.ts";
import { allowsKey, type KeyAccess } from "../key-access.ts";
import { versionTimeMs } from "../version.ts";
import { dueOf } from "./due.ts";
import { type HoldReason, type KeyState, needsRepair } from "./key-state.ts";
import { countKnown, newestKnown } from "./known-versions.ts";
import type { StopOfWork } from "./status-of-version.ts";

export type UnknownOutcome = KeyName & {
  /** When the newest value is written again, if nothing comes before. */
  readonly untilMs: number;
};

export type HotKey = KeyName & {
  /** Versions of the last hour that a newer one has overtaken, of those that are remembered. */
  readonly superseded: number;
};

export type HeldKey = KeyName & {
  readonly heldFor: HoldReason;
  readonly sinceMs: number;
  /** Null when only a word of an operator ends it. */
  readonly notBeforeMs: number | null;
};

/** What waits in a way that people may want to know of: the foremost keys of each kind. */
export type Attention = {
  /** False when more keys wait than were looked at. */
  readonly isComplete: boolean;
  readonly unknownOutcomes: { readonly count: number; readonly keys: readonly UnknownOutcome[] };
  readonly hotKeys: readonly HotKey[];
  readonly longestHeld: readonly HeldKey[];
  /** How far the newest version lies ahead of the clock; 0 when none does. */
  readonly clockAheadMs: number;
};

export type AttentionQuestion = { readonly access: KeyAccess };

export type WaitingKey = { readonly id: string; readonly state: KeyState };

/** Keys of each kind that are named. */
const NAMED_KEYS = 10;

const HOT_SPAN_MS = 3_600_000;
/** Less than this in an hour is no hot key, even if it waits for its second just now. */
const HOT_LEAST = 10;

/** What there is to tell of keys that wait, as far as the caller may name them. */
export function attentionOf(
  waiting: readonly WaitingKey[],
  { access }: AttentionQuestion,
  nowMs: number,
  stopOfWork: (namespace: string) => StopOfWork,
): Omit<Attention, "isComplete"> {
  const keys = waiting
    .map(({ id, state }) => ({ name: parseKeyId(id), state }))
    .filter(({ name }) => allowsKey(access, name));
  const open = keys.flatMap(({ name, state }) => unknownOutcome(name, state, nowMs));
  return foremost({
    unknownOutcomes: { count: open.length, keys: open },
    hotKeys: keys.flatMap(({ name, state }) => hotKey(name, state, nowMs)),
    longestHeld: keys.flatMap(({ name, state }) =>
      heldKey(name, state, stopOfWork(name.namespace)),
    ),
    clockAheadMs: Math.max(0, ...keys.map(({ state }) => aheadMs(state, nowMs))),
  });
}

/** The same of all shards together. */
export const mergeAttention = (shards: readonly Attention[]): Attention => ({
  isComplete: shards.every((shard) => shard.isComplete),
  ...foremost({
    unknownOutcomes: {
      count: shards.reduce((sum, shard) => sum + shard.unknownOutcomes.count, 0),
      keys: shards.flatMap((shard) => shard.unknownOutcomes.keys),
    },
    hotKeys: shards.flatMap((shard) => shard.hotKeys),
    longestHeld: shards.flatMap((shard) => shard.longestHeld),
    clockAheadMs: Math.max(0, ...shards.map((shard) => shard.clockAheadMs)),
  }),
});

function foremost(all: Omit<Attention, "isComplete">): Omit<Attention, "isComplete"> {
  const { unknownOutcomes, hotKeys, longestHeld } = all;
  const first = <T>(items: readonly T[], order: (a: T, b: T) => number): readonly T[] =>
    items.toSorted(order).slice(0, NAMED_KEYS);
  return {
    ...all,
    unknownOutcomes: {
      count: unknownOutcomes.count,
      keys: first(unknownOutcomes.keys, (a, b) => a.untilMs - b.untilMs),
    },
    hotKeys: first(hotKeys, (a, b) => b.superseded - a.superseded),
    longestHeld: first(longestHeld, (a, b) => a.sinceMs - b.sinceMs),
  };
}

function unknownOutcome(name: KeyName, state: KeyState, nowMs: number): readonly UnknownOutcome[] {
  const { doubt } = state;
  if (doubt === null || (doubt.untilMs <= nowMs && !needsRepair(state))) return [];
  return [{ ...name, untilMs: doubt.untilMs }];
}

function hotKey(name: KeyName, state: KeyState, nowMs: number): readonly HotKey[] {
  if (state.held?.reason !== "pace") return [];
  const superseded = countKnown(state.known, "superseded", nowMs - HOT_SPAN_MS);
  return superseded < HOT_LEAST ? [] : [{ ...name, superseded }];
}

function heldKey(name: KeyName, state: KeyState, stopOfWork: StopOfWork): readonly HeldKey[] {
  const due = dueOf(state);
  if (state.held === null || due === null) return [];
  const stop = stopOfWork(due.work);
  const notBeforeMs = Math.max(due.atMs, stop?.untilMs ?? 0);
  return [
    {
      ...name,
      heldFor: stop?.reason ?? state.held.reason,
      sinceMs: state.held.sinceMs,
      notBeforeMs: Number.isFinite(notBeforeMs) ? notBeforeMs : null,
    },
  ];
}

function aheadMs(state: KeyState, nowMs: number): number {
  const newest = newestKnown(state.known);
  return newest === null ? 0 : versionTimeMs(newest) - nowMs;
}
