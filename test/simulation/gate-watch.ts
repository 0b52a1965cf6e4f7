import type { Charge } from "../../shared/gate/budget-portion.ts";
import type { GateView } from "../../shared/gate/gate-view.ts";
import type { Operation } from "../../shared/ledger/key-state.ts";
import type { Lease } from "../../shared/ledger/lease.ts";
import type { Version } from "../../shared/version.ts";
import type { FaultDice } from "./faults.ts";
import type { Scenario } from "./scenario.ts";
import { namespaceOf } from "./sim-names.ts";
import type { Truth } from "./truth.ts";

const DAY_MS = 86_400_000;
const MORNING_MS = 300_000;
/** A write that was granted before the shard heard of a stop may start as long as its lease lasts. */
const GRANTED_BEFORE_MS = 30_000;
/** Wrong clocks of shards, all jumps together. */
const CLOCKS_MS = 60_000;
/** Between two probes of a shard, whose clock may jump meanwhile. */
const LEAST_PROBE_GAP_MS = 30_000;

/** What it sees of a run. */
type Watched = {
  readonly scenario: Scenario;
  readonly faults: FaultDice;
  readonly truth: Truth;
  now(): number;
  violate(invariant: string, detail: string, key?: string): void;
};

type Heard = { readonly view: GateView; readonly atMs: number };
type Grant = {
  readonly charge: Charge | null;
  readonly shard: number;
  /** By the shard's clock. */
  readonly grantedAtMs: number;
  readonly expiresAtMs: number | null;
};

/**
 * I11 and I22, from what really happened: how many writes started on each day, and whether one
 * started where its shard had been told to stop. Knows nothing of the rules' own counts.
 */
export class GateWatch {
  readonly #world: Watched;
  /** The newest view that each shard has really got. */
  readonly #heard = new Map<number, Heard>();
  readonly #grants = new Map<string, Grant>();
  readonly #started = new Map<string, number>();
  readonly #probedMs = new Map<string, number>();
  readonly #failed = new Map<string, number[]>();

  constructor(world: Watched) {
    this.#world = world;
  }

  /** A shard has got a view, by whatever way. */
  heard(shard: number, view: GateView): void {
    const before = this.#heard.get(shard);
    if (before !== undefined && before.view.serial >= view.serial) return;
    this.#heard.set(shard, { view, atMs: this.#world.now() });
    for (const namespace of Object.keys(view.breakers)) {
      if (before?.view.breakers[namespace] === undefined) this.#checkOpening(namespace);
    }
  }

  granted(key: string, shard: number, lease: Lease | null, expiresAtMs: number | null): void {
    const before = this.#grants.get(key);
    const grantedAtMs = lease?.grantedAtMs ?? 0;
    this.#grants.set(key, { charge: lease?.charge ?? null, shard, grantedAtMs, expiresAtMs });
    // The reply to the same question once more is no new grant.
    if (before?.grantedAtMs !== grantedAtMs) this.#checkProbes(key, shard);
  }

  /** I22: while a breaker is half open, a shard tries one write at a time. */
  #checkProbes(key: string, shard: number): void {
    const namespace = namespaceOf(key);
    const breaker = this.#heard.get(shard)?.view.breakers[namespace];
    if (breaker === undefined) return;
    const name = `${shard} ${namespace} ${breaker.episode}`;
    const lastMs = this.#probedMs.get(name);
    const nowMs = this.#world.now();
    this.#probedMs.set(name, nowMs);
    if (lastMs !== undefined && nowMs - lastMs < LEAST_PROBE_GAP_MS) {
      this.#world.violate("I22", `two probes of a shard ${nowMs - lastMs} ms apart`, key);
    }
  }

  /** A write has failed for real: an error of KV's own or no answer. */
  failed(key: string): void {
    const namespace = namespaceOf(key);
    this.#failed.set(namespace, [...(this.#failed.get(namespace) ?? []), this.#world.now()]);
  }

  started(key: string, operation: Operation, version: Version | null): void {
    const grant = this.#grants.get(key);
    if (grant === undefined) return;
    this.#checkStops(key, grant.shard);
    if (!this.#isExpiring(version, grant)) this.#checkPlatform(key, operation, grant.shard);
    const { budgets } = this.#world.scenario.gate;
    const budget = budgets[operation];
    if (budget === null || this.#isExcused(version, operation, grant)) return;
    this.#checkBudget(operation, budget, grant.charge);
  }

  #checkBudget(operation: Operation, budget: number, charge: Charge | null): void {
    const item = charge?.items.find((one) => one.operation === operation);
    if (charge === null || item === undefined) {
      this.#violate(`a ${operation} started that no budget was charged for`);
      return;
    }
    const reserve = budget === 1 ? 0 : Math.max(1, Math.floor(budget / 20));
    const { day } = charge;
    const all = this.#count(`${operation} ${day}`);
    if (all > budget) this.#violate(`${all} of ${budget} ${operation}s of day ${day} started`);
    const normal = this.#count(`${operation} ${day} ${item.purse}`);
    const limit = item.purse === "normal" ? budget - reserve : reserve;
    if (normal > limit) this.#violate(`${normal} of ${limit} ${item.purse} ${operation}s started`);
    this.#checkMorning(operation, budget, reserve, charge.day);
    this.#checkTrueDay(operation, budget);
  }

  /** Puts of one day as KV counts them, where no clock is wrong. */
  #checkTrueDay(operation: Operation, budget: number): void {
    const { rates } = this.#world.scenario;
    if (rates.has("ledger-clock-back") || rates.has("ledger-clock-forward")) return;
    const trueDay = Math.floor(this.#world.now() / DAY_MS);
    const count = this.#count(`${operation} true ${trueDay}`);
    if (count > budget) this.#violate(`KV saw ${count} of ${budget} ${operation}s on a day`);
    if (count === budget) this.#world.faults.mark("budget-spent");
  }

  #checkMorning(operation: Operation, budget: number, reserve: number, day: number): void {
    if (this.#world.now() >= day * DAY_MS + MORNING_MS) return;
    const count = this.#count(`${operation} morning ${day}`);
    const limit = Math.max(1, Math.floor(budget / 10)) + reserve;
    if (count > limit) this.#violate(`${count} ${operation}s right after midnight`);
  }

  /** What the shard has been told for so long that no earlier grant is left. */
  #viewOf(shard: number): GateView | null {
    const heard = this.#heard.get(shard);
    if (heard === undefined || this.#world.now() < heard.atMs + GRANTED_BEFORE_MS) return null;
    return heard.view;
  }

  #checkStops(key: string, shard: number): void {
    const view = this.#viewOf(shard);
    if (view === null) return;
    const nowMs = this.#world.now();
    const namespace = namespaceOf(key);
    if (view.paused.includes(namespace)) {
      this.#world.violate("I22", "a write started in a paused namespace", key);
    }
    const breaker = view.breakers[namespace];
    if (breaker !== undefined && nowMs < breaker.untilMs - CLOCKS_MS) {
      this.#world.violate("I22", "a write started behind an open breaker", key);
    }
  }

  /** Where clocks differ, one takes for a put what is a delete for the other. */
  #isExpiring(version: Version | null, { expiresAtMs }: Grant): boolean {
    const isNear = expiresAtMs !== null && expiresAtMs < this.#world.now() + CLOCKS_MS;
    return version === null || isNear;
  }

  /** Near its end, a write counts for both budgets, unless clocks differ by more than twenty seconds. */
  #isExcused(version: Version | null, operation: Operation, grant: Grant): boolean {
    const isCharged = grant.charge?.items.some((one) => one.operation === operation) ?? false;
    const { rates } = this.#world.scenario;
    return !isCharged && rates.has("ledger-clock-back") && this.#isExpiring(version, grant);
  }

  #checkPlatform(key: string, operation: Operation, shard: number): void {
    const view = this.#viewOf(shard);
    if (view === null) return;
    const resumesMs = (view.exhaustedDay[operation] + 1) * DAY_MS;
    if (this.#world.now() < resumesMs - CLOCKS_MS) {
      this.#world.violate("I11", `a ${operation} started though the platform's limit was met`, key);
    }
  }

  /** I22: a breaker opens for failures, not for throttling or a used-up quota. */
  #checkOpening(namespace: string): void {
    const sinceMs = this.#world.now() - 120_000;
    const failed = this.#failed.get(namespace)?.filter((atMs) => atMs >= sinceMs).length ?? 0;
    if (failed < 10) {
      this.#world.violate("I22", `a breaker opened after ${failed} failures in ${namespace}`);
    }
    this.#world.faults.mark("breaker-opened");
  }

  #count(what: string): number {
    const count = (this.#started.get(what) ?? 0) + 1;
    this.#started.set(what, count);
    return count;
  }

  #violate(detail: string): void {
    this.#world.violate("I11", detail);
  }
}
