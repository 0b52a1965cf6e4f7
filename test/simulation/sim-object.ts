import type { AlarmStorage } from "../../consumer/timing/alarm-setter.ts";
import type { Fault } from "./faults.ts";
import { DEAD, Life } from "./life.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** A desk over a store that outlives it: what a Durable Object's instance holds. */
export type Desk = { ring(): Promise<void>; resume?(): Promise<void> };

/** What an object needs of the world around it. */
export type ObjectWorld = Pick<World, "engine" | "random" | "faults" | "hop" | "note" | "violate">;

type CallFaults = {
  readonly unavailable: Fault;
  readonly replyLost: Fault;
  readonly restart: Fault;
  readonly slow: Fault | null;
};

/**
 * A Durable Object: one instance at a time over durable storage and one durable alarm. It may be
 * evicted at any time; then the instance's memory and whatever it waited for are gone.
 */
export class SimObject<D extends Desk> {
  readonly #world: ObjectWorld;
  readonly #random: Random;
  readonly #name: string;
  readonly #faults: CallFaults;
  readonly #open: (life: Life, alarm: AlarmStorage) => D;
  /** The object's clock minus true time; changes only when it starts anew. */
  readonly #clockOffsetMs: () => number;
  #life = new Life();
  #desk: D;
  #alarmAtMs: number | null = null;
  #alarmNumber = 0;
  /** Handlers under way. */
  ringing = 0;

  constructor(
    world: ObjectWorld,
    name: string,
    faults: CallFaults,
    open: (life: Life, alarm: AlarmStorage) => D,
    clockOffsetMs: () => number = () => 0,
  ) {
    this.#world = world;
    this.#random = world.random.fork(name);
    this.#name = name;
    this.#faults = faults;
    this.#open = open;
    this.#clockOffsetMs = clockOffsetMs;
    this.#desk = open(this.#life, this.#alarm);
  }

  /** A call over the network, as its caller sees it. */
  async call<T>(ask: (desk: D) => Promise<T>): Promise<T> {
    const { faults } = this.#world;
    const isSlow = this.#faults.slow !== null && faults.hits(this.#faults.slow);
    await this.#world.hop(this.#random, isSlow ? SLOW_MS : 15);
    if (faults.hits(this.#faults.unavailable)) throw new Error("Durable Object is overloaded");
    if (faults.hits(this.#faults.restart)) await this.restart();
    const life = this.#life;
    const answer = await life.outcomeOf(ask(this.#desk));
    if (answer === DEAD) throw new Error("Durable Object was reset");
    await this.#world.hop(this.#random, isSlow ? SLOW_MS : 15);
    if (faults.hits(this.#faults.replyLost)) throw new Error("Network connection lost");
    return answer;
  }

  async restart(): Promise<void> {
    this.#world.note("restart", this.#name);
    this.#life.end();
    this.#life = new Life();
    this.#desk = this.#open(this.#life, this.#alarm);
    await this.#desk.resume?.();
  }

  get desk(): D {
    return this.#desk;
  }

  get alarmAtMs(): number | null {
    return this.#alarmAtMs;
  }

  readonly #alarm: AlarmStorage = {
    getAlarm: async () => this.#alarmAtMs,
    setAlarm: async (timeMs) => {
      if (timeMs <= 0) throw new TypeError("setAlarm() cannot be called with an alarm time <= 0");
      this.#alarmAtMs = timeMs;
      this.#alarmNumber += 1;
      const number = this.#alarmNumber;
      const trueMs = timeMs - this.#clockOffsetMs();
      const lateMs = this.#world.faults.hits("alarm-late") ? this.#random.int(100, 60_000) : 0;
      this.#world.engine.at(trueMs + lateMs, () => this.#ring(number));
    },
  };

  #ring(number: number): void {
    if (number !== this.#alarmNumber || this.#alarmAtMs === null) return;
    this.#alarmAtMs = null;
    void this.#runHandler();
    if (this.#world.faults.hits("alarm-twice")) {
      this.#world.engine.after(this.#random.int(1, 2_000), () => void this.#runHandler());
    }
  }

  /** The platform runs a handler again that died or threw: alarms are at least once. */
  async #runHandler(): Promise<void> {
    const life = this.#life;
    this.ringing += 1;
    const rung = this.#desk.ring().catch((error: unknown) => {
      this.#world.violate("I9", `an alarm handler threw: ${String(error)}`);
    });
    const end = await life.outcomeOf(rung);
    this.ringing -= 1;
    if (end === DEAD) this.#world.engine.after(ALARM_RETRY_MS, () => void this.#runHandler());
  }
}

const ALARM_RETRY_MS = 2_000;
/** Longer than a lease, each way: reports come late and leases run out on their way. */
const SLOW_MS = 17_000;
