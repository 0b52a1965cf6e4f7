import type { Dice } from "../../shared/backoff.ts";
import type { Replay, ReplayBusy, ReplayRequest } from "../../shared/dead-letter-store-rpc.ts";
import { MAX_SEND_MESSAGES } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { formatVersion, nodeFromDice } from "../../shared/version.ts";
import { afterFailure, afterTick, allowance, nextTickAtMs } from "../timing/task-pace.ts";
import type { ReplayTask } from "./replay-store.ts";
import { selectionParts } from "./select-letters.ts";
import { type SendPorts, sendLetters } from "./send-letters.ts";

/** One call back at a time to come; setting it again moves it. */
export interface Alarm {
  ringAt(timeMs: number): Promise<void>;
}

export type ReplayPorts = SendPorts & { readonly dice: Dice; readonly alarm: Alarm };

/** The alarm that rings should the object die in its first tick. */
const FIRST_TICK_MS = 5_000;

/**
 * Runs one replay at a time, at its pace. Everything it knows is stored before it waits for
 * an answer, so a new runner over the same stores goes on where this one stopped.
 */
export class ReplayRunner {
  readonly #ports: ReplayPorts;
  #lastTick: Promise<void> = Promise.resolve();

  constructor(ports: ReplayPorts) {
    this.#ports = ports;
  }

  /**
   * Notes which letters are meant and sends the first of them. `onCreated` writes what has to be
   * stored together with the replay. Refused while another replay is not over.
   */
  async start(
    request: ReplayRequest,
    onCreated: (replay: ReplayTask) => void,
  ): Promise<Result<Replay, ReplayBusy>> {
    const { replays, clock, alarm } = this.#ports;
    const running = replays.active();
    if (running !== null) return err({ kind: "replay-busy", running: running.id });
    const nowMs = clock.now();
    const id = newReplayId(this.#ports, nowMs);
    replays.create({ id, ratePerSecond: request.ratePerSecond, startedAtMs: nowMs });
    for (const part of selectionParts(request.selection)) {
      replays.snapshot(id, part, request.access);
    }
    onCreated(this.#stored(id));
    await alarm.ringAt(nowMs + FIRST_TICK_MS);
    await this.tick();
    return ok(toReplay(this.#stored(id)));
  }

  /**
   * Nothing that was not attempted is begun from now on; resolves when nothing is being sent. Null
   * when nobody knows such a replay; one that is over, or being cancelled, stays as it is.
   */
  async cancel(id: string, onCancelled: (replay: ReplayTask) => void): Promise<Replay | null> {
    const { replays, clock } = this.#ports;
    const task = replays.get(id);
    if (task === null) return null;
    if (task.finishedAtMs === null && task.cancelledAtMs === null) {
      replays.cancel(id, clock.now());
      onCancelled(task);
    }
    if (task.finishedAtMs === null) await this.tick();
    return toReplay(this.#stored(id));
  }

  find(id: string): Replay | null {
    const task = this.#ports.replays.get(id);
    return task === null ? null : toReplay(task);
  }

  /** Sets the alarm again when a replay is unfinished: for the start of a new runner. */
  async resume(): Promise<void> {
    const task = this.#ports.replays.active();
    if (task !== null) await this.#setAlarm(task);
  }

  /** Sends what is due. Ticks follow each other: none begins while another is under way. */
  tick(): Promise<void> {
    const tick = this.#lastTick.then(() => this.#sendDue());
    // Whoever asked for the tick hears of its failure; the next one runs all the same.
    this.#lastTick = tick.catch(() => undefined);
    return tick;
  }

  async #sendDue(): Promise<void> {
    const { replays, clock } = this.#ports;
    const task = replays.active();
    if (task === null) return;
    await this.#sendAllowed(task);
    this.#dropIfCancelled(task.id);
    if (replays.items(task.id, 1).length === 0) replays.finish(task.id, clock.now());
    const next = replays.active();
    if (next !== null) await this.#setAlarm(next);
  }

  async #sendAllowed(task: ReplayTask): Promise<void> {
    const { replays, clock, dice } = this.#ports;
    const nowMs = clock.now();
    const allowed = allowance(task.pace, task.ratePerSecond, nowMs);
    let taken = 0;
    let done = 0;
    while (taken < allowed && done === taken) {
      this.#dropIfCancelled(task.id);
      const items = replays.items(task.id, Math.min(allowed - taken, MAX_SEND_MESSAGES));
      if (items.length === 0) break;
      taken += items.length;
      done += await sendLetters(this.#ports, task.id, items);
    }
    if (taken === 0) return;
    replays.savePace(
      task.id,
      done > 0
        ? afterTick(task.pace, task.ratePerSecond, nowMs, taken)
        : afterFailure(task.pace, clock.now(), dice),
    );
  }

  /** Only between two sends, when every item that was not attempted is still in the store. */
  #dropIfCancelled(id: string): void {
    if (this.#stored(id).cancelledAtMs !== null) this.#ports.replays.dropUnattempted(id);
  }

  #stored(id: string): ReplayTask {
    const task = this.#ports.replays.get(id);
    if (task === null) throw new Error(`replay ${id} is not in its store`);
    return task;
  }

  async #setAlarm(task: ReplayTask): Promise<void> {
    const left = task.matched - task.skipped - task.enqueued;
    const nextAtMs = nextTickAtMs(task.pace, task.ratePerSecond, left);
    await this.#ports.alarm.ringAt(Math.max(nextAtMs, this.#ports.clock.now()));
  }
}

/** Sorts by start time; no two replays of the store have the same. */
function newReplayId({ replays, dice }: ReplayPorts, nowMs: number): string {
  const node = nodeFromDice(dice());
  for (let counter = 0; ; counter++) {
    const id = `replay_${formatVersion({ timeMs: nowMs, counter }, node)}`;
    if (replays.get(id) === null) return id;
  }
}

export const toReplay = ({ pace: _, cancelledAtMs, ...task }: ReplayTask): Replay => ({
  ...task,
  state: replayState({ ...task, cancelledAtMs }),
});

function replayState(task: Pick<ReplayTask, "cancelledAtMs" | "finishedAtMs">): Replay["state"] {
  if (task.cancelledAtMs === null) return task.finishedAtMs === null ? "running" : "finished";
  return task.finishedAtMs === null ? "cancelling" : "cancelled";
}
