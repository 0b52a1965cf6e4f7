import { fullJitterMs } from "../../shared/backoff.ts";
import type { Report } from "../../shared/events.ts";
import { applyView, exhaustedDayOf } from "../../shared/gate/apply-view.ts";
import { isWorthReporting } from "../../shared/gate/breaker.ts";
import { takeOffer } from "../../shared/gate/budget-portion.ts";
import {
  countWrite,
  emptyWindow,
  type FailureWindow,
  sumWindow,
  type WindowCount,
} from "../../shared/gate/failure-window.ts";
import type { GateView } from "../../shared/gate/gate-view.ts";
import type { GateAnswer, GateRpc, ProbeReport, ShardReport } from "../../shared/gate/protocol.ts";
import { nextDayMs, type ShardGate } from "../../shared/gate/shard-gate.ts";
import { utcDay } from "../../shared/gate/utc-day.ts";
import type { Operation } from "../../shared/ledger/key-state.ts";
import type { KvAnswer } from "../../shared/ledger/turn.ts";
import { type BudgetNeed, budgetNeed } from "./budget-need.ts";
import type { ShardParts } from "./run-rule.ts";

/** The way from a shard to the gate. */
export type GateLinePorts = {
  readonly gate: Pick<GateRpc, "ask">;
  /** This shard, of how many. */
  readonly shard: number;
  readonly shards: number;
  readonly report: Report;
};

/** At most one question a second, also when there is much to say. */
const ASK_GAP_MS = 1_000;
/** The gate's clock is still on another day. */
const OTHER_DAY_RETRY_MS = 2_000;
const FAILED_ASK_BACKOFF = { baseMs: 1_000, capMs: 60_000 };

/**
 * What a shard has to tell and to ask the gate. Only the alarm speaks: a write is decided by what the
 * shard knows. Counts and reports are in memory; when they are lost, new failures bring new ones.
 */
export class GateLine {
  readonly #ports: GateLinePorts;
  readonly #windows = new Map<string, FailureWindow>();
  readonly #failing = new Set<string>();
  #probes: readonly ProbeReport[] = [];
  #notBeforeMs = 0;
  /** What had nothing left is not asked for before this; who needs something else does not wait. */
  #dry: { readonly untilMs: number; readonly needs: readonly string[] } = { untilMs: 0, needs: [] };
  #failures = 0;

  constructor(ports: GateLinePorts) {
    this.#ports = ports;
  }

  /** A write of the namespace was answered. */
  note(namespace: string, { end, grantedAtMs }: KvAnswer, gate: ShardGate, nowMs: number): void {
    const breaker = gate.view.breakers[namespace];
    const probe = gate.probes[namespace];
    if (breaker !== undefined) {
      const isProbe = probe?.episode === breaker.episode && grantedAtMs >= probe.atMs;
      if (isProbe) this.#probes = [...this.#probes, { namespace, episode: probe.episode, end }];
      return;
    }
    const before = this.#windows.get(namespace) ?? emptyWindow;
    const window = countWrite(before, nowMs, end === "failed" ? 1 : 0);
    this.#windows.set(namespace, window);
    const isWorth = isWorthReporting(sumWindow(window, nowMs), this.#ports.shards);
    if (end === "failed" && isWorth) this.#failing.add(namespace);
  }

  count(namespace: string, nowMs: number): WindowCount {
    return sumWindow(this.#windows.get(namespace) ?? emptyWindow, nowMs);
  }

  /** A breaker that opens or closes begins with new counts. */
  forgetChanged(before: GateView, after: GateView): void {
    for (const namespace of this.#windows.keys()) {
      if (before.breakers[namespace]?.episode === after.breakers[namespace]?.episode) continue;
      this.#windows.delete(namespace);
      this.#failing.delete(namespace);
    }
  }

  /** When the gate has to be asked; null when there is nothing to say. */
  dueMs(parts: ShardParts): number | null {
    return this.#dueMs(parts, budgetNeed(parts));
  }

  #dueMs(parts: ShardParts, need: BudgetNeed): number | null {
    if (this.#failing.size > 0 || this.#probes.length > 0 || hasUntoldDay(parts)) {
      return this.#notBeforeMs;
    }
    if (need.atMs === null) return null;
    const isNew = need.names.some((name) => !this.#dry.needs.includes(name));
    return Math.max(need.atMs, this.#notBeforeMs, isNew ? 0 : this.#dry.untilMs);
  }

  /** Asks when it is time; an unreachable gate is asked again, later and later. */
  async ask(parts: ShardParts): Promise<void> {
    const need = budgetNeed(parts);
    const dueMs = this.#dueMs(parts, need);
    if (dueMs === null || dueMs > parts.now()) return;
    const failing = [...this.#failing];
    const probes = this.#probes;
    const exhaustedDay = knownExhaustedDay(parts);
    const { shard } = this.#ports;
    const report = { shard, failing, probes, budgets: need.asks, exhaustedDay };
    this.#notBeforeMs = parts.now() + ASK_GAP_MS;
    try {
      const answer = await this.#ports.gate.ask(report);
      this.#failures = 0;
      for (const namespace of failing) this.#failing.delete(namespace);
      this.#probes = this.#probes.filter((probe) => !probes.includes(probe));
      this.#take(parts, answer);
      this.#dry = { untilMs: this.#dryUntilMs(parts, answer), needs: need.names };
    } catch (error) {
      this.#failures += 1;
      const waitMs = fullJitterMs(this.#failures, FAILED_ASK_BACKOFF, parts.dice);
      this.#notBeforeMs = parts.now() + ASK_GAP_MS + waitMs;
      this.#ports.report({ kind: "gate-unreachable", shard, detail: String(error) });
    }
  }

  #take(parts: ShardParts, { view, offers }: GateAnswer): void {
    const { store, dice } = parts;
    store.transaction(() => {
      const row = store.loadShard();
      const seen = applyView(row, view, dice);
      this.forgetChanged(row.gate.view, seen.gate.view);
      const { put, delete: deletes } = seen.gate.portions;
      const portions = {
        put: offers.put === undefined ? put : takeOffer(put, offers.put),
        delete: offers.delete === undefined ? deletes : takeOffer(deletes, offers.delete),
      };
      store.saveShard({ ...seen, gate: { ...seen.gate, portions } });
    });
  }

  /** A new day begins with a new question. */
  #dryUntilMs(parts: ShardParts, { offers, askAgainMs }: GateAnswer): number {
    const nowMs = parts.now();
    const today = utcDay(nowMs);
    const isOtherDay = Object.values(offers).some((offer) => offer.day !== today);
    const retryMs = isOtherDay ? OTHER_DAY_RETRY_MS : askAgainMs;
    return Math.min(nowMs + retryMs, nextDayMs(nowMs));
  }
}

/** A platform limit that the shard has met and the gate does not know of yet. */
function hasUntoldDay({ store, now }: ShardParts): boolean {
  const { pauses, gate } = store.loadShard();
  const isUntold = (operation: Operation) =>
    pauses[operation] > now() &&
    exhaustedDayOf(pauses[operation]) > gate.view.exhaustedDay[operation];
  return isUntold("put") || isUntold("delete");
}

function knownExhaustedDay({ store }: ShardParts): ShardReport["exhaustedDay"] {
  const { pauses } = store.loadShard();
  return { put: exhaustedDayOf(pauses.put), delete: exhaustedDayOf(pauses.delete) };
}
