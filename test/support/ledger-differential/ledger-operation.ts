import {
  type DueIntent,
  dueIntents,
  endLeases,
  forgetSent,
  nextAlarmMs,
} from "../../../consumer/ledger/due-work.ts";
import { LedgerShard } from "../../../consumer/ledger/ledger-shard.ts";
import { letterName } from "../../../consumer/ledger/ring-alarm.ts";
import type { ShardParts } from "../../../consumer/ledger/run-rule.ts";
import type {
  AdmitRequest,
  BuryItem,
  ReviveRequest,
  SettleRequest,
  StatusRequest,
  VersionName,
} from "../../../shared/ledger/protocol.ts";
import { unreachable } from "../../../shared/result.ts";

/** One thing that a shard is asked or does by its alarm, as plain data. */
export type LedgerOperation =
  | { readonly kind: "admit"; readonly request: AdmitRequest }
  | { readonly kind: "settle"; readonly request: SettleRequest }
  | { readonly kind: "bury"; readonly items: readonly BuryItem[] }
  | { readonly kind: "revive"; readonly request: ReviveRequest }
  | { readonly kind: "discard"; readonly items: readonly VersionName[] }
  /** The alarm ends leases and sends what is due; the confirmation is an operation of its own. */
  | { readonly kind: "due"; readonly limit: number }
  | { readonly kind: "forget"; readonly sent: readonly DueIntent[] }
  | { readonly kind: "letters"; readonly limit: number }
  | { readonly kind: "payloads"; readonly limit: number }
  | { readonly kind: "status"; readonly request: StatusRequest }
  | { readonly kind: "summary" }
  | { readonly kind: "unneeded"; readonly items: readonly VersionName[] }
  | { readonly kind: "collect" };

/** What a shard answers; a call that it refuses stores nothing, and its error is the answer. */
export function perform(parts: ShardParts, operation: LedgerOperation): unknown {
  const shard = new LedgerShard(parts);
  switch (operation.kind) {
    case "admit":
      return shard.admit(operation.request);
    case "settle":
      return settle(shard, operation.request);
    case "bury":
      return shard.bury(operation.items);
    case "revive":
      return shard.revive(operation.request);
    case "discard":
      return shard.discard(operation.items);
    case "due":
      endLeases(parts, operation.limit);
      return dueIntents(parts, operation.limit);
    case "forget":
      return forgetSent(parts, operation.sent);
    case "letters":
      return deliverLetters(parts, operation.limit, shard);
    case "payloads":
      return deletePayloads(parts, operation.limit);
    case "status":
      return shard.status(operation.request);
    case "summary":
      return { ...shard.summary(), alarmAtMs: nextAlarmMs(parts) };
    case "unneeded":
      return shard.unneededPayloads(operation.items);
    case "collect":
      return { untouched: untouchedKeys(parts), collected: shard.collect() };
    default:
      return unreachable(operation);
  }
}

/** What was touched this millisecond, and what was not. */
const untouchedKeys = ({ store, now }: ShardParts) =>
  [now(), now() + 1].map((beforeMs) => store.untouchedKeys(beforeMs, "", 100));

/** Of all calls, only a report without its intent is refused; anything else is a bug of the test. */
function settle(shard: LedgerShard, request: SettleRequest): unknown {
  try {
    return shard.settle(request);
  } catch (error) {
    if (!/came without the intent$/.test(String(error))) throw error;
    return String(error);
  }
}

function deliverLetters({ store, now }: ShardParts, limit: number, shard: LedgerShard): unknown {
  const letters = store.dueLetters(now(), limit);
  shard.forgetLetters(letters.map(letterName));
  return letters;
}

function deletePayloads({ store, now }: ShardParts, limit: number): unknown {
  const versions = store.dueSpentPayloads(now(), limit);
  store.transaction(() => {
    for (const version of versions) store.forgetSpentPayload(version);
  });
  return versions;
}
