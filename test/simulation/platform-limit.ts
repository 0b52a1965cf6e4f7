import type { Operation } from "../../shared/ledger/key-state.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import type { World } from "./world.ts";

/** The account's own quota of puts a day, which another writer uses as well. */
export class PlatformLimit {
  readonly #world: World;
  readonly #limit: number | null;
  #day = -1;
  #used = 0;

  constructor(world: World) {
    this.#world = world;
    this.#limit = world.scenario.gate.platformLimit;
  }

  /** Counts the write when the quota still has room for it. */
  isUsedUp(operation: Operation): boolean {
    if (this.#limit === null || operation === "delete" || this.#world.faults.isHealed) return false;
    const day = Math.floor(this.#world.now() / MS_PER_DAY);
    if (day !== this.#day) this.#begin(day, this.#limit);
    if (this.#used >= this.#limit) {
      this.#world.faults.mark("platform-limit");
      return true;
    }
    this.#used += 1;
    return false;
  }

  /** The other writer has had its part of the day's quota before we come. */
  #begin(day: number, limit: number): void {
    this.#day = day;
    this.#used = this.#world.random.fork(`other-writer-${day}`).int(0, limit);
  }
}
