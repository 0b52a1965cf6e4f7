import type { AlarmTask } from "../../shared/events.ts";
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
import { AlarmSetter, type AlarmStorage } from "../timing/alarm-setter.ts";
import { TaskBackoffs } from "../timing/task-backoffs.ts";
import { answerAttention } from "./answer-attention.ts";
import { answerPurge, countTagged } from "./answer-purge.ts";
import { nextAlarmMs } from "./due-work.ts";
import { GateLine, type GateLinePorts } from "./gate-line.ts";
import { heedGate } from "./heed-gate.ts";
import { LedgerShard } from "./ledger-shard.ts";
import { askRequestStore, type RequestStore } from "./request-store.ts";
import { type AlarmPorts, ringAlarm } from "./ring-alarm.ts";
import type { ShardParts } from "./run-rule.ts";

export type LedgerDeskPorts = {
  readonly parts: ShardParts;
  readonly requests: RequestStore;
  readonly alarm: AlarmStorage;
  readonly alarmPorts: AlarmPorts;
  readonly gate: GateLinePorts;
};

/**
 * Everything that a shard's object does, over ports: answers calls, keeps the alarm at the earliest
 * due time, and does what is due when it rings. All state is in the store, so a new desk over the
 * same store goes on where this one stopped.
 */
export class LedgerDesk implements LedgerShardRpc {
  readonly #ports: LedgerDeskPorts;
  readonly #parts: ShardParts;
  readonly #line: GateLine;
  readonly #shard: LedgerShard;
  readonly #alarm: AlarmSetter;
  readonly #backoffs = new TaskBackoffs<AlarmTask>();

  constructor(ports: LedgerDeskPorts) {
    this.#ports = ports;
    this.#line = new GateLine(ports.gate);
    this.#parts = {
      ...ports.parts,
      onKvAnswer: (namespace, answer, gate) =>
        this.#line.note(namespace, answer, gate, ports.parts.now()),
    };
    this.#shard = new LedgerShard(this.#parts);
    this.#alarm = new AlarmSetter(ports.alarm);
  }

  admit(call: ShardCall<AdmitRequest>) {
    return this.#answer(call, (body) => this.#shard.admit(body));
  }

  settle(call: ShardCall<SettleRequest>) {
    return this.#answer(call, (body) => this.#shard.settle(body));
  }

  bury(call: ShardCall<readonly BuryItem[]>) {
    return this.#answer(call, (body) => this.#shard.bury(body));
  }

  forgetLetters(call: ShardCall<readonly LetterName[]>) {
    return this.#answer(call, (body) => this.#shard.forgetLetters(body));
  }

  revive(call: ShardCall<ReviveRequest>) {
    return this.#answer(call, (body) => this.#shard.revive(body));
  }

  discard(call: ShardCall<readonly VersionName[]>) {
    return this.#answer(call, (body) => this.#shard.discard(body));
  }

  status(call: ShardCall<StatusRequest>) {
    return this.#answer(call, (body) => this.#shard.status(body));
  }

  states(call: ShardCall<readonly VersionName[]>) {
    return this.#answer(call, (body) => this.#shard.states(body));
  }

  request(call: ShardCall<RequestQuestion>) {
    const { parts, requests } = this.#ports;
    return this.#answer(call, (body) => askRequestStore(requests, body, parts.now()));
  }

  summary(call: ShardCall<null>) {
    return this.#answer(call, () => this.#shard.summary());
  }

  attention(call: ShardCall<AttentionQuestion>) {
    return this.#answer(call, (body) => answerAttention(this.#ports.parts, body));
  }

  countTagged(call: ShardCall<PurgeCount>) {
    return this.#answer(call, (body) => countTagged(this.#ports.parts, body));
  }

  purge(call: ShardCall<PurgeQuestion>) {
    return this.#answer(call, (body) => answerPurge(this.#ports.parts, body));
  }

  metrics(call: ShardCall<readonly MinuteRange[]>) {
    return this.#answer(call, (body) => this.#shard.metrics(body));
  }

  countReads(call: ShardCall<Counts>) {
    return this.#answer(call, (body) => this.#shard.countReads(body));
  }

  unneededPayloads(call: ShardCall<readonly VersionName[]>) {
    return this.#answer(call, (body) => this.#shard.unneededPayloads(body));
  }

  collect(call: ShardCall<null>) {
    return this.#answer(call, () => {
      this.#ports.requests.forgetUntil(this.#ports.parts.now());
      return this.#shard.collect();
    });
  }

  heedGate(call: ShardCall<GateWord>) {
    return this.#answer(call, (body) => heedGate(this.#parts, this.#line, body));
  }

  /** When the alarm rings. Never throws for what a port refuses: that is tried again. */
  async ring(): Promise<void> {
    const parts = this.#parts;
    this.#alarm.rang();
    await this.#line.ask(parts);
    const result = await ringAlarm(parts, this.#ports.alarmPorts, this.#backoffs);
    await this.#alarm.setAfterRing(this.#nextAlarmMs(), result, parts.now(), parts.dice);
  }

  #nextAlarmMs(): number | null {
    const workMs = nextAlarmMs(this.#parts, (task) => this.#backoffs.notBeforeMs(task));
    const times = [workMs, this.#line.dueMs(this.#parts)];
    const known = times.filter((timeMs) => timeMs !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  async #answer<Body, Answer>(call: ShardCall<Body>, ask: (body: Body) => Answer): Promise<Answer> {
    this.#shard.requireShards(call.shards);
    const answer = ask(call.body);
    await this.#alarm.setFor(this.#nextAlarmMs());
    return answer;
  }
}
