import type { Dice } from "../../shared/backoff.ts";
import type { ShardGate } from "../../shared/gate/shard-gate.ts";
import { type KeyName, keyId } from "../../shared/key.ts";
import { emptyKeyState, type KeyState } from "../../shared/ledger/key-state.ts";
import { quotaPauseUntilMs } from "../../shared/ledger/quota-pause.ts";
import { addTally, isZeroTally, type OpenTally, openTally } from "../../shared/ledger/tally.ts";
import {
  type KvAnswer,
  type LedgerRules,
  type Pauses,
  startTurn,
  type Turn,
} from "../../shared/ledger/turn.ts";
import { isNothing, type OpenCounts } from "../../shared/metrics/counts.ts";
import { countsOf, withCounts } from "./book-keeping.ts";
import { indexTags } from "./index-tags.ts";
import type { LedgerStore, ShardRow } from "./ledger-store.ts";
import type { ViewOutbox } from "./view-outbox.ts";

/** What one shard runs on. `now` never goes back while the shard's instance lives. */
export type ShardParts = {
  readonly store: LedgerStore;
  readonly now: () => number;
  readonly dice: Dice;
  readonly rules: LedgerRules;
  /** Absent when no views are told. */
  readonly views?: ViewOutbox;
  /** Hears what KV has answered to writes of a namespace. */
  readonly onKvAnswer?: (namespace: string, answer: KvAnswer, gate: ShardGate) => void;
};

/** A letter that the consumer is about to store itself is not stored by the alarm at the same time. */
const LETTER_GRACE_MS = 2_000;

/**
 * Runs one rule over the key of each item, in one transaction: loads the state, asks the rule,
 * stores state, bodies, letters and counters. Answers come in the order of the items.
 */
export function runRule<Item extends KeyName, Answer>(
  parts: ShardParts,
  items: readonly Item[],
  rule: (turn: Turn, item: Item) => Answer,
): readonly Answer[] {
  const { store, dice, rules } = parts;
  const nowMs = parts.now();
  return store.transaction(() => {
    const row = store.loadShard();
    const tally = openTally();
    const counts: OpenCounts = {};
    let { pauses, gate } = row;
    const isQueueing = row.tally.held.quota > 0;
    const states = new Map(store.loadKeys([...new Set(items.map(keyId))]));
    const answers = items.map((item) => {
      const id = keyId(item);
      const before = states.get(id) ?? emptyKeyState;
      const { namespace } = item;
      const turn = startTurn(before, {
        nowMs,
        dice,
        rules,
        pauses,
        namespace,
        isQueueing,
        tally,
        counts,
        gate,
      });
      const answer = rule(turn, item);
      if (turn.state !== before) saveTurn(store, id, before, turn);
      states.set(id, turn.state);
      pauses = pausesAfter(turn, pauses);
      gate = turn.gate;
      if (turn.kvAnswer !== null) parts.onKvAnswer?.(namespace, turn.kvAnswer, gate);
      return answer;
    });
    const after: ShardRow = { ...row, pauses, gate, tally: sum(row.tally, tally) };
    const hasCounted = !isZeroTally(tally) || !isNothing(counts);
    if (pauses !== row.pauses || gate !== row.gate || hasCounted) {
      store.saveShard(withCounts(store, after, countsOf(tally, counts), nowMs));
    }
    return answers;
  });
}

function saveTurn(store: LedgerStore, id: string, before: KeyState, turn: Turn): void {
  store.saveKey(id, turn.state, { held: turn.heldBody, kept: turn.keptBody }, turn.nowMs);
  indexTags(store, id, before, turn.state, turn.nowMs);
  for (const letter of turn.letters) store.addLetter(letter, turn.nowMs + LETTER_GRACE_MS);
  for (const payload of turn.spentPayloads) store.addSpentPayload(payload);
}

/** A used-up quota stops the operation for every key of the shard, later ones of this call included. */
function pausesAfter(turn: Turn, pauses: Pauses): Pauses {
  if (turn.exhausted === null) return pauses;
  const untilMs = quotaPauseUntilMs(turn.nowMs, turn.dice);
  return { ...pauses, [turn.exhausted]: Math.max(pauses[turn.exhausted], untilMs) };
}

function sum(before: Parameters<typeof addTally>[1], change: OpenTally): OpenTally {
  const total = openTally();
  addTally(total, before);
  addTally(total, change);
  return total;
}
