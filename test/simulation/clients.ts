import type { WriteDraft } from "../../producer/accept/write-draft.ts";
import { sortTags } from "../../shared/tags.ts";
import type { Version } from "../../shared/version.ts";
import { hash, type Random } from "./random.ts";
import type { SimBroker } from "./sim-broker.ts";
import { nameOf, simKeys } from "./sim-names.ts";
import type { SimProducer } from "./sim-producer.ts";
import { SIMULATION_START_MS, type World } from "./world.ts";

const LARGE_VALUE = "x".repeat(1_500);
/** Ends that several writes share, in epoch seconds. */
const FIXED_ENDS = [600, 1_200].map((seconds) => SIMULATION_START_MS / 1_000 + seconds);

/** What writes are tagged with, and what is purged. */
export const TAGS = ["red", "green", "blue"];

type Target = Pick<WriteDraft, "namespace" | "key" | "priority" | "onFailure" | "skipUnchanged">;

/** The users of one run: puts, deletes, touches, values that expire, large values, and broken messages. */
export class Clients {
  readonly #world: World;
  readonly #random: Random;
  readonly #contents: Random;
  readonly #tagDice: Random;
  readonly #producers: readonly SimProducer[];
  readonly #broker: SimBroker;
  readonly keys: readonly string[];
  /** Requests that have not been answered. */
  open = 0;

  constructor(world: World, producers: readonly SimProducer[], broker: SimBroker) {
    this.#world = world;
    this.#random = world.random.fork("clients");
    this.#contents = world.random.fork("contents");
    this.#tagDice = world.random.fork("tags");
    this.#producers = producers;
    this.#broker = broker;
    const { keys, gate } = world.scenario;
    this.keys = simKeys(keys, gate.minKeys > 1 ? 2 : 1);
  }

  /** Plans all writes of the chaos phase. */
  start(): void {
    const { writes, chaosMs } = this.#world.scenario;
    for (let write = 0; write < writes; write++) {
      this.open += 1;
      this.#world.engine.after(this.#random.int(0, chaosMs), () => void this.#write(write));
    }
  }

  async #write(number: number): Promise<void> {
    if (this.#contents.chance(this.#world.scenario.twiceShare)) await this.#sendTwice(number);
    const producer = this.#random.pick(this.#producers);
    const version = await producer.accept(this.#draft(), this.#value(number), null);
    if (version !== null) this.#wait(producer, version);
    if (version !== null && this.#random.chance(0.1)) await this.#followUp(version, number);
    this.open -= 1;
    if (this.#world.faults.hits("poison-message")) this.#poison(number);
  }

  /** I18: whoever sends a request twice with the same Idempotency-Key gets one receipt. */
  async #sendTwice(number: number): Promise<void> {
    const [draft, value] = [this.#draft(), this.#value(number)];
    const send = () =>
      this.#contents.pick(this.#producers).acceptOnce(`request ${number}`, draft, value);
    const pauseMs = this.#contents.pick([0, 10, 1_000, 70_000]);
    const first = send();
    await this.#world.engine.sleep(pauseMs);
    const [one, other] = await Promise.all([first, send()]);
    if (one === null || other === null) return;
    this.#world.faults.mark("asked-twice");
    if (one !== other) {
      this.#world.violate("I18", `one request was accepted as ${one} and as ${other}`, draft.key);
    }
  }

  /** Some want to know how their write ends, and go on meanwhile. */
  #wait(producer: SimProducer, version: Version): void {
    const intent = this.#world.truth.queued.get(version);
    if (intent === undefined || !this.#contents.chance(this.#world.scenario.waitShare)) return;
    this.open += 1;
    void producer.wait(intent, this.#contents.int(1, 30)).then(() => {
      this.open -= 1;
    });
  }

  /** The same client writes the same key again, elsewhere, after what it has seen. */
  async #followUp(after: Version, number: number): Promise<void> {
    const cause = this.#world.truth.queued.get(after);
    if (cause === undefined) return;
    const draft = { ...this.#draft(), ...nameOf(cause.key) };
    await this.#random.pick(this.#producers).accept(draft, `after-${number}`, after);
  }

  #poison(number: number): void {
    const body = this.#random.pick<unknown>([`poison ${number}`, { v: 2, op: "put" }, null]);
    this.#world.truth.poisonIds.add(this.#broker.send("writes", body));
  }

  #draft(): WriteDraft {
    const target = this.#target();
    const { touchShare } = this.#world.scenario;
    if (touchShare === 0 || !this.#contents.chance(touchShare)) return this.#writeDraft(target);
    const nowSeconds = Math.floor(this.#world.now() / 1_000);
    const seconds = this.#contents.pick([1, 5, 60, 600, 3_600, 7_200]);
    return { op: "touch", ...target, expiration: nowSeconds + seconds };
  }

  #target(): Target {
    return {
      ...nameOf(this.#random.pick(this.#openKeys())),
      priority: this.#random.chance(0.2) ? "immediate" : "normal",
      onFailure: this.#random.chance(0.1) ? "drop" : "dead-letter",
      ...(this.#contents.chance(0.1) ? { skipUnchanged: false } : {}),
    };
  }

  /** In runs with a view some keys fall silent early: what it missed of them stays missing. */
  #openKeys(): readonly string[] {
    const { viewLimit, chaosMs } = this.#world.scenario;
    const isLate = this.#world.now() > SIMULATION_START_MS + chaosMs / 3;
    return viewLimit > 0 && isLate ? this.keys.slice(this.keys.length >> 1) : this.keys;
  }

  #writeDraft(target: Target): WriteDraft {
    if (this.#random.chance(0.1)) return { op: "delete", ...target };
    const nowSeconds = Math.floor(this.#world.now() / 1_000);
    const expiration = this.#random.chance(0.1)
      ? nowSeconds + this.#random.pick([1, 5, 60, 3_600])
      : undefined;
    const fixed = { metadata: undefined, contentType: undefined, tags: this.#drawTags() };
    if (expiration !== undefined || !this.#repeats()) {
      return { op: "put", ...target, expiration, ...fixed };
    }
    const shared = this.#contents.chance(0.5) ? this.#contents.pick(FIXED_ENDS) : undefined;
    return { op: "put", ...target, expiration: shared, ...fixed };
  }

  /** Dice of their own, so that runs without tags are what they were. */
  #drawTags(): readonly string[] | undefined {
    const { tagShare } = this.#world.scenario;
    if (tagShare === 0 || !this.#tagDice.chance(tagShare)) return undefined;
    return sortTags([this.#tagDice.pick(TAGS), this.#tagDice.pick(TAGS)]);
  }

  #value(number: number): string {
    const text = this.#repeats() ? this.#contents.pick(["a", "b"]) : `value ${number}`;
    const value = this.#random.chance(0.05) ? `${text}:${LARGE_VALUE}` : text;
    return this.#world.scenario.viewLimit > 0 ? viewValue(value) : value;
  }

  #repeats(): boolean {
    return this.#contents.chance(this.#world.scenario.repeatShare);
  }
}

/** A value for a view, with a place that several share; one of ten is no JSON. */
function viewValue(text: string): string {
  const mark = hash(text) >>> 0;
  return mark % 10 === 0 ? text : JSON.stringify({ at: mark % 6, text });
}
