import { sameReading } from "../../shared/version.ts";
import { tagsOf, type WriteIntent } from "../../shared/write-intent.ts";
import { TAGS } from "./clients.ts";
import type { Random } from "./random.ts";
import type { SimProducer } from "./sim-producer.ts";
import type { World } from "./world.ts";

/** Those who purge tags while everything goes on. In runs without tags they do nothing. */
export class Purgers {
  readonly #world: World;
  readonly #random: Random;
  readonly #producers: readonly SimProducer[];
  open = 0;

  constructor(world: World, producers: readonly SimProducer[]) {
    this.#world = world;
    this.#random = world.random.fork("purgers");
    this.#producers = producers;
  }

  start(): void {
    const { tagShare, chaosMs } = this.#world.scenario;
    if (tagShare === 0) return;
    for (let purge = this.#random.int(1, 8); purge > 0; purge--) {
      // Half of them late, when few writes come after them that would hide what they miss.
      const fromMs = this.#random.chance(0.5) ? Math.floor(chaosMs * 0.9) : 0;
      this.#world.engine.after(this.#random.int(fromMs, chaosMs), () => void this.#purge());
    }
  }

  async #purge(): Promise<void> {
    this.open += 1;
    const producer = this.#random.pick(this.#producers);
    try {
      await producer.purge(this.#random.pick(TAGS), this.#random.int(1, 50));
    } catch (error) {
      this.#world.note("purge-failed", "", String(error));
    }
    this.open -= 1;
  }
}

/**
 * I21: a shard sends nothing of its own but deletions of purges, as old as these, of keys that were
 * written with the tag before.
 */
export function notePurged(world: World, intent: WriteIntent): void {
  const { truth } = world;
  const { version, key } = intent;
  if (truth.queued.has(version)) return;
  // Of two producers' clocks that read the same, either may have stamped it.
  const purges = truth.purges.filter(({ stamps }) => stamps.some((at) => sameReading(at, version)));
  if (intent.op !== "delete" || purges.length === 0) {
    world.violate("I21", `${version} was sent, which no client and no purge has asked for`, key);
    return;
  }
  const tags = purges.map(({ tag }) => tag);
  const isTagged = [...truth.queued.values()].some(
    (one) =>
      one.key === key && one.version < version && tagsOf(one).some((tag) => tags.includes(tag)),
  );
  if (!isTagged) world.violate("I21", `a purge of ${tags} deletes what never had it`, key);
  truth.queued.set(version, intent);
  world.faults.mark("purged");
}
