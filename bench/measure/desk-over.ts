import { LedgerDesk } from "../../consumer/ledger/ledger-desk.ts";
import type { LedgerStore } from "../../consumer/ledger/ledger-store.ts";
import { monotonic } from "../../consumer/ledger/monotonic.ts";
import type { RequestStore } from "../../consumer/ledger/request-store.ts";
import { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { RigClock } from "./batch-rig.ts";

export type DeskHooks = {
  readonly onAlarmSet?: () => void;
  readonly onRelease?: (intents: readonly WriteIntent[]) => void;
};

/** A whole ledger in one shard, whose alarm rings only by hand. */
export function deskOver(
  store: LedgerStore,
  requests: RequestStore,
  clock: RigClock,
  { onAlarmSet = () => {}, onRelease = () => {} }: DeskHooks = {},
): LedgerDesk {
  const settings = Settings.parse({ LEDGER_SHARDS: 1 });
  return new LedgerDesk({
    parts: { store, now: monotonic(() => clock.nowMs), dice: () => 0.5, rules: settings },
    requests,
    alarm: { getAlarm: async () => null, setAlarm: async () => onAlarmSet() },
    alarmPorts: {
      queue: { send: async (_lane, intents) => onRelease(intents) },
      deadLetters: { put: () => Promise.reject(new Error("nothing dies here")) },
      payloads: {
        redeem: () => Promise.reject(new Error("nothing is large here")),
        delete: async () => {},
      },
      report: () => {},
      releaseBatch: settings.RELEASE_BATCH,
    },
    gate: {
      gate: { ask: () => Promise.reject(new Error("nobody asks the gate here")) },
      shard: 0,
      shards: 1,
      report: () => {},
    },
  });
}
