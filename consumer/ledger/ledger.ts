import { DurableObject } from "cloudflare:workers";
import type { GateWord } from "../../shared/gate/protocol.ts";
import type { AttentionQuestion } from "../../shared/ledger/attention.ts";
import type { RequestQuestion } from "../../shared/ledger/idempotency.ts";
import type {
  AdmitRequest,
  BuryItem,
  LedgerShardRpc,
  LetterName,
  ReviveRequest,
  SettleRequest,
  ShardCall,
  StatusRequest,
  VersionName,
} from "../../shared/ledger/protocol.ts";
import type { PurgeCount, PurgeQuestion } from "../../shared/ledger/purge.ts";
import type { Counts } from "../../shared/metrics/counts.ts";
import type { MinuteRange } from "../../shared/metrics/series.ts";
import { gateLinePorts } from "../adapters/gate-binding.ts";
import { ledgerAlarmPorts } from "../adapters/ledger-alarm-ports.ts";
import { systemClock, systemDice } from "../adapters/system-clock.ts";
import { viewBinding } from "../adapters/view-binding.ts";
import { type ConsumerEnv, requireSettings } from "../bindings.ts";
import { LedgerDesk } from "./ledger-desk.ts";
import { monotonic } from "./monotonic.ts";
import { SqlLedgerStore } from "./sql-ledger-store.ts";
import { SqlNewsStore } from "./sql-news-store.ts";
import { SqlRequestStore } from "./sql-request-store.ts";

/**
 * A shard of the ledger as a Durable Object: single-threaded and durable, so that "one put in flight,
 * a second apart, never an older one" holds for its keys whatever the consumers do. The object only
 * lends its storage and its alarm; see `LedgerDesk` for what it does.
 */
export class Ledger extends DurableObject<ConsumerEnv> implements LedgerShardRpc {
  readonly #desk: LedgerDesk;

  constructor(context: DurableObjectState, env: ConsumerEnv) {
    super(context, env);
    const settings = requireSettings(env);
    this.#desk = new LedgerDesk({
      parts: {
        store: new SqlLedgerStore(context.storage),
        now: monotonic(systemClock.now),
        dice: systemDice,
        rules: settings,
        views: {
          views: settings.VIEWS,
          store: new SqlNewsStore(context.storage.sql),
          tell: (view, news) => viewBinding(env.VIEW_DESKS).tell(view.name, news),
        },
      },
      requests: new SqlRequestStore(context.storage.sql),
      alarm: context.storage,
      alarmPorts: ledgerAlarmPorts(env, settings),
      gate: gateLinePorts(env, context.id, settings.LEDGER_SHARDS),
    });
  }

  admit(call: ShardCall<AdmitRequest>) {
    return this.#desk.admit(call);
  }

  settle(call: ShardCall<SettleRequest>) {
    return this.#desk.settle(call);
  }

  bury(call: ShardCall<readonly BuryItem[]>) {
    return this.#desk.bury(call);
  }

  forgetLetters(call: ShardCall<readonly LetterName[]>) {
    return this.#desk.forgetLetters(call);
  }

  revive(call: ShardCall<ReviveRequest>) {
    return this.#desk.revive(call);
  }

  discard(call: ShardCall<readonly VersionName[]>) {
    return this.#desk.discard(call);
  }

  status(call: ShardCall<StatusRequest>) {
    return this.#desk.status(call);
  }

  states(call: ShardCall<readonly VersionName[]>) {
    return this.#desk.states(call);
  }

  request(call: ShardCall<RequestQuestion>) {
    return this.#desk.request(call);
  }

  summary(call: ShardCall<null>) {
    return this.#desk.summary(call);
  }

  attention(call: ShardCall<AttentionQuestion>) {
    return this.#desk.attention(call);
  }

  countTagged(call: ShardCall<PurgeCount>) {
    return this.#desk.countTagged(call);
  }

  purge(call: ShardCall<PurgeQuestion>) {
    return this.#desk.purge(call);
  }

  metrics(call: ShardCall<readonly MinuteRange[]>) {
    return this.#desk.metrics(call);
  }

  countReads(call: ShardCall<Counts>) {
    return this.#desk.countReads(call);
  }

  unneededPayloads(call: ShardCall<readonly VersionName[]>) {
    return this.#desk.unneededPayloads(call);
  }

  collect(call: ShardCall<null>) {
    return this.#desk.collect(call);
  }

  heedGate(call: ShardCall<GateWord>) {
    return this.#desk.heedGate(call);
  }

  override alarm(): Promise<void> {
    return this.#desk.ring();
  }
}
