import { DurableObject } from "cloudflare:workers";
import type { LedgerShardRpc, ShardCall } from "../../shared/ledger/protocol.ts";
import type { Settings } from "../../shared/settings.ts";
import { ledgerAlarmPorts } from "../adapters/ledger-alarm-ports.ts";
import { systemClock, systemDice } from "../adapters/system-clock.ts";
import { type ConsumerEnv, requireSettings } from "../bindings.ts";
import { AlarmSetter } from "./alarm-setter.ts";
import { nextAlarmMs } from "./due-work.ts";
import { LedgerShard } from "./ledger-shard.ts";
import { monotonic } from "./monotonic.ts";
import { ringAlarm } from "./ring-alarm.ts";
import type { ShardParts } from "./run-rule.ts";
import { SqlLedgerStore } from "./sql-ledger-store.ts";

type Rpc = LedgerShardRpc;

/**
 * A shard of the ledger as a Durable Object: single-threaded and durable, so that "one put in flight,
 * a second apart, never an older one" holds for its keys whatever the consumers do. It stores and
 * asks; the rules are in `shared/ledger/`.
 */
export class Ledger extends DurableObject<ConsumerEnv> implements Rpc {
  readonly #parts: ShardParts;
  readonly #shard: LedgerShard;
  readonly #settings: Settings;
  readonly #alarm: AlarmSetter;

  constructor(context: DurableObjectState, env: ConsumerEnv) {
    super(context, env);
    this.#settings = requireSettings(env);
    this.#parts = {
      store: new SqlLedgerStore(context.storage),
      now: monotonic(systemClock.now),
      dice: systemDice,
      rules: this.#settings,
    };
    this.#shard = new LedgerShard(this.#parts);
    this.#alarm = new AlarmSetter(context.storage);
  }

  async admit(call: ShardCall<Parameters<LedgerShard["admit"]>[0]>) {
    return this.#answer(call, (body) => this.#shard.admit(body));
  }

  async settle(call: ShardCall<Parameters<LedgerShard["settle"]>[0]>) {
    return this.#answer(call, (body) => this.#shard.settle(body));
  }

  async bury(call: ShardCall<Parameters<LedgerShard["bury"]>[0]>) {
    return this.#answer(call, (body) => this.#shard.bury(body));
  }

  async forgetLetters(call: ShardCall<Parameters<LedgerShard["forgetLetters"]>[0]>) {
    return this.#answer(call, (body) => this.#shard.forgetLetters(body));
  }

  async revive(call: ShardCall<Parameters<LedgerShard["revive"]>[0]>) {
    return this.#answer(call, (body) => this.#shard.revive(body));
  }

  async discard(call: ShardCall<Parameters<LedgerShard["discard"]>[0]>) {
    return this.#answer(call, (body) => this.#shard.discard(body));
  }

  async status(call: ShardCall<Parameters<LedgerShard["status"]>[0]>) {
    return this.#answer(call, (body) => this.#shard.status(body));
  }

  async summary(call: ShardCall<null>) {
    return this.#answer(call, () => this.#shard.summary());
  }

  async unneededPayloads(call: ShardCall<Parameters<LedgerShard["unneededPayloads"]>[0]>) {
    return this.#answer(call, (body) => this.#shard.unneededPayloads(body));
  }

  async collect(call: ShardCall<null>) {
    return this.#answer(call, () => this.#shard.collect());
  }

  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const result = await ringAlarm(this.#parts, ledgerAlarmPorts(this.env, this.#settings));
    const nextMs = nextAlarmMs(this.#parts);
    await this.#alarm.setAfterRing(nextMs, result, this.#parts);
  }

  async #answer<Body, Answer>(call: ShardCall<Body>, ask: (body: Body) => Answer): Promise<Answer> {
    this.#shard.requireShards(call.shards);
    const answer = ask(call.body);
    await this.#alarm.setFor(nextAlarmMs(this.#parts));
    return answer;
  }
}
