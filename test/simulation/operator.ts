import type { Random } from "./random.ts";
import type { SimDeadLetters } from "./sim-dead-letters.ts";
import type { SimGate } from "./sim-gate.ts";
import type { World } from "./world.ts";

const WHO = { tokenId: "operator", note: null } as const;

/** Somebody at the operations page: replays, cancels and discards while everything goes on. */
export class Operator {
  readonly #world: World;
  readonly #random: Random;
  /** Of their own, so that seeds from before there was a cancel keep their draws. */
  readonly #cancels: Random;
  readonly #deadLetters: SimDeadLetters;
  /** The replay that was started last, as far as anybody was told. */
  #latest: string | null = null;
  readonly #gate: SimGate;
  /** What was asked of the gate last: an operator waits for one answer before the next question. */
  #asked: Promise<void> = Promise.resolve();
  open = 0;
  /** Letters that a discard was asked for, whatever the answer was. */
  readonly discarded = new Set<string>();
  readonly #unconfirmed = new Set<string>();

  constructor(world: World, deadLetters: SimDeadLetters, gate: SimGate) {
    this.#world = world;
    this.#random = world.random.fork("operator");
    this.#cancels = world.random.fork("operator-cancels");
    this.#deadLetters = deadLetters;
    this.#gate = gate;
  }

  start(): void {
    this.#startStops();
    const everyMs = Math.max(500, Math.floor(this.#world.scenario.chaosMs / 20));
    for (let turn = 1; turn <= 30; turn++) {
      this.#world.engine.after(turn * everyMs, () => {
        if (this.#world.faults.hits("operator-replay")) void this.replayAll();
        if (this.#world.faults.hits("operator-discard")) void this.#discardOne();
        this.#interfere(everyMs);
      });
    }
  }

  /** Stops namespaces and lets them go on, again and again. */
  #startStops(): void {
    const { gate, chaosMs } = this.#world.scenario;
    const random = this.#world.random.fork("stops");
    for (let turn = 0; turn < gate.pauses; turn++) {
      const namespace = random.pick(["default", "other"]);
      const isPause = random.chance(0.6);
      this.#world.engine.after(random.int(0, chaosMs), () => {
        this.#askGate(isPause ? "pause" : "resume", namespace);
      });
    }
  }

  #askGate(what: "pause" | "resume", namespace: string): void {
    this.open += 1;
    this.#asked = this.#asked.then(async () => {
      this.open -= 1;
      await this.#act(async () => {
        await this.#gate.object.call((desk) =>
          what === "pause" ? desk.pauseNamespace(namespace, null) : desk.resumeNamespace(namespace),
        );
        if (what === "pause") this.#world.faults.mark("paused");
      });
    });
  }

  replayAll(ratePerSecond = this.#random.int(1, 50)): Promise<void> {
    const selection = { kind: "filter", filter: {} } as const;
    return this.#act(async () => {
      const started = await this.#deadLetters.object.call((desk) =>
        desk.startReplay({ selection, access: {}, ratePerSecond }, WHO),
      );
      this.#checkAlone();
      if (!started.ok) {
        this.#latest = started.error.running;
        this.#world.faults.mark("replay-refused");
        return;
      }
      const replay = started.value;
      this.#latest = replay.id;
      if (replay.skipped > 0) this.#world.faults.mark("replay-skipped");
      if (replay.enqueued > 0) this.#world.faults.mark("replay-revived");
    });
  }

  /** Cancels what runs, or starts a replay that takes long, maybe beside another one. */
  #interfere(everyMs: number): void {
    const { engine, scenario, faults } = this.#world;
    if (faults.isHealed || !this.#cancels.chance(scenario.cancelShare)) return;
    const startsInMs = this.#cancels.int(0, everyMs);
    engine.after(startsInMs, () => void this.replayAll(this.#cancels.int(1, 3)));
    engine.after(startsInMs + this.#cancels.int(50, 4_000), () => {
      if (this.#latest !== null) void this.#cancel(this.#latest);
    });
  }

  #cancel(id: string): Promise<void> {
    return this.#act(async () => {
      const cancelled = await this.#deadLetters.object.call((desk) =>
        desk.cancelReplay(id, {}, WHO),
      );
      if (!cancelled.ok) {
        this.#world.violate("I20", `replay ${id} cannot be cancelled: ${cancelled.error.kind}`);
        return;
      }
      const { state } = cancelled.value;
      if (state === "cancelled") this.#world.faults.mark("replay-cancelled");
      if (state === "cancelling") this.#world.faults.mark("replay-cancelled-in-doubt");
      if (state === "running") this.#world.violate("I20", `replay ${id} runs after its cancel`);
    });
  }

  /** I20: there is one replay at a time. */
  #checkAlone(): void {
    const { running } = this.#deadLetters.replays;
    if (running > 1) this.#world.violate("I20", `${running} replays run at a time`);
  }

  #discardOne(): Promise<void> {
    return this.#act(async () => {
      const page = await this.#deadLetters.object.call((desk) =>
        desk.list({ filter: {}, access: {}, limit: 10, cursor: null }),
      );
      if (!page.ok || page.value.letters.length === 0) return;
      await this.#discard(this.#random.pick(page.value.letters).id);
    });
  }

  async #discard(id: string): Promise<void> {
    this.discarded.add(id);
    this.#unconfirmed.add(id);
    await this.#deadLetters.object.call((desk) => desk.discard(id, {}, WHO));
    this.#unconfirmed.delete(id);
  }

  /** An operator who got an error asks again once the trouble is over. */
  askAgain(): void {
    if (this.#world.scenario.gate.pauses > 0) {
      for (const namespace of ["default", "other"]) this.#askGate("resume", namespace);
    }
    for (const id of this.#unconfirmed) void this.#act(() => this.#discard(id));
  }

  /** What cannot be reached is not tried again: the operator sees an error and goes away. */
  async #act(action: () => Promise<void>): Promise<void> {
    this.open += 1;
    try {
      await action();
    } catch (error) {
      this.#world.note("operator-failed", "", String(error));
    }
    this.open -= 1;
  }
}
