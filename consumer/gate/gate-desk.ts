import { fullJitterMs } from "../../shared/backoff.ts";
import { isFailing, openBreaker } from "../../shared/gate/breaker.ts";
import { addCounts } from "../../shared/gate/failure-window.ts";
import type {
  GateAnswer,
  GateRpc,
  NamespaceState,
  ProbeReport,
  ShardReport,
} from "../../shared/gate/protocol.ts";
import { BudgetClerk } from "./budget-clerk.ts";
import type { GateDeskPorts } from "./gate-ports.ts";
import type { GateState } from "./gate-store.ts";
import {
  closed,
  isConfirmedByAll,
  learnedDays,
  levelled,
  namespaceState,
  opened,
  paused,
  resumed,
} from "./gate-transitions.ts";
import { ShardLine } from "./shard-line.ts";

/** Between two rounds to shards that did not answer: grows up to a minute. */
const TELL_BACKOFF = { baseMs: 1_000, capMs: 60_000 };

/**
 * What stops writes in all shards at once, over ports: operators' pauses, breakers and the daily
 * budgets. Shards decide by what they were told last; the gate goes on telling until all have
 * confirmed. Each change is stored before anybody hears of it.
 */
export class GateDesk implements GateRpc {
  readonly #ports: GateDeskPorts;
  readonly #line: ShardLine;
  readonly #clerk: BudgetClerk;
  #failures = 0;

  constructor(ports: GateDeskPorts) {
    this.#ports = ports;
    this.#line = new ShardLine(ports.shards, ports.report);
    this.#clerk = new BudgetClerk(ports, this.#line);
  }

  async ask(report: ShardReport): Promise<GateAnswer> {
    await this.#change((state) => learnedDays(state, report.exhaustedDay));
    for (const probe of report.probes) await this.#judgeProbe(probe);
    for (const namespace of report.failing) await this.#judgeFailures(namespace);
    const { offers, askAgainMs } = await this.#clerk.serve(report);
    await this.#change((state) => levelled(state, this.#ports.budgets, this.#ports.now()));
    return { view: this.#ports.store.load().view, offers, askAgainMs };
  }

  async pauseNamespace(namespace: string, reason: string | null): Promise<NamespaceState> {
    await this.#change((state) => paused(state, namespace, reason, this.#ports.now()));
    await this.#tell();
    return this.#stateOf(namespace);
  }

  async resumeNamespace(namespace: string): Promise<NamespaceState> {
    await this.#change((state) => resumed(state, namespace));
    await this.#tell();
    return this.#stateOf(namespace);
  }

  async states(namespaces: readonly string[]): Promise<readonly NamespaceState[]> {
    return namespaces.map((namespace) => this.#stateOf(namespace));
  }

  /** Tells the shards that have not confirmed; rings again until all have. */
  async ring(): Promise<void> {
    const { alarm, now, dice, store } = this.#ports;
    const { serial } = store.load().view;
    await this.#tell();
    if (this.#isToldToAll()) {
      this.#failures = 0;
      return;
    }
    // A newer view has set the alarm to tell it at once, also to those that did answer.
    if (store.load().view.serial !== serial) return;
    this.#failures += 1;
    await alarm.setAlarm(now() + 1_000 + fullJitterMs(this.#failures, TELL_BACKOFF, dice));
  }

  #stateOf(namespace: string): NamespaceState {
    return namespaceState(this.#ports.store.load(), namespace, this.#ports.shards.count);
  }

  #isToldToAll(): boolean {
    return isConfirmedByAll(this.#ports.store.load(), this.#ports.shards.count);
  }

  /** Stores a change; a new view goes to the shards by the alarm. */
  async #change(rule: (state: GateState) => GateState): Promise<void> {
    const before = this.#ports.store.load();
    const after = rule(before);
    if (after === before) return;
    this.#ports.store.save(after);
    if (after.view !== before.view) await this.#ports.alarm.setAlarm(this.#ports.now());
  }

  async #tell(): Promise<void> {
    const { view, confirmed } = this.#ports.store.load();
    const told = await this.#line.tell(view, confirmed);
    const state = this.#ports.store.load();
    const all = { ...state.confirmed };
    for (const [shard, serial] of told) all[shard] = Math.max(all[shard] ?? 0, serial);
    if (told.length > 0) this.#ports.store.save({ ...state, confirmed: all });
  }

  /** The first report about a half-open breaker decides; those of an earlier episode came too late. */
  async #judgeProbe({ namespace, episode, end }: ProbeReport): Promise<void> {
    const breaker = this.#ports.store.load().breakers[namespace];
    if (breaker?.episode !== episode) return;
    if (end === "failed") return this.#open(namespace);
    await this.#change((state) => closed(state, namespace));
    this.#ports.report({ kind: "breaker-closed", namespace });
  }

  /** Asks all shards, so that the ratio is that of the namespace and not of one shard's keys. */
  async #judgeFailures(namespace: string): Promise<void> {
    if (this.#ports.store.load().breakers[namespace] !== undefined) return;
    const counts = await this.#line.count(namespace);
    const isOpen = this.#ports.store.load().breakers[namespace] !== undefined;
    if (!isOpen && isFailing(addCounts(counts))) await this.#open(namespace);
  }

  async #open(namespace: string): Promise<void> {
    const { store, now, dice, report } = this.#ports;
    const { breakers, view } = store.load();
    const breaker = openBreaker(breakers[namespace] ?? null, view.serial + 1, now(), dice);
    await this.#change((state) => opened(state, namespace, breaker));
    report({ kind: "breaker-opened", namespace, untilMs: breaker.untilMs });
  }
}
