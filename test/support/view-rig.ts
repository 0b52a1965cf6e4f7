import { ViewDesk } from "../../consumer/views/view-desk.ts";
import type { ViewPorts, ViewValues } from "../../consumer/views/view-ports.ts";
import type { PipelineEvent } from "../../shared/events.ts";
import type { FinalState } from "../../shared/ledger/known-versions.ts";
import { Settings } from "../../shared/settings.ts";
import type { Version } from "../../shared/version.ts";
import type { ReadValue } from "../../shared/views/compare-with-kv.ts";
import type { KeyNews } from "../../shared/views/key-news.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryAlarm } from "./memory-alarm.ts";
import { MemoryIntentQueue } from "./memory-intent-queue.ts";
import { MemoryViewStore } from "./memory-view-store.ts";
import { sha256Hex } from "./node-digest.ts";
import { aVersion } from "./versions.ts";

export type Listed = ReadValue & { readonly endsAtMs?: number };

/** A view's desk over fakes, moved by hand. */
export class ViewRig {
  readonly clock = new ManualClock();
  readonly store = new MemoryViewStore();
  readonly queue = new MemoryIntentQueue();
  readonly events: PipelineEvent[] = [];
  readonly uploaded = new Map<Version, string>();
  /** What KV holds, as it lists and reads it. */
  readonly kv = new Map<string, Listed>();
  /** How every write of the document has ended. */
  ending: FinalState | null = "applied";
  /** Runs while a port of KV is asked, before it answers. */
  whileListing: () => Promise<void> = async () => {};
  whileSending: () => Promise<void> = async () => {};
  /** Runs when the queue has a document, before it says so. */
  whileConfirming: () => Promise<void> = async () => {};
  isKvBroken = false;
  /** A page of the list that has this cursor instead of its end; KV refuses to go on from there. */
  brokenCursor: string | null = null;
  reads = 0;
  readonly #alarm = new MemoryAlarm();
  #settings: Settings;
  #hasBucket = true;
  #desk: ViewDesk;

  constructor(view: object = {}) {
    this.#settings = settingsOf(view);
    this.#desk = this.#open();
  }

  /** The object starts again, perhaps with another definition of its view. */
  restart(view: object = {}, hasBucket = true): void {
    this.#settings = settingsOf(view);
    this.#hasBucket = hasBucket;
    this.#desk = this.#open();
  }

  tell(...news: readonly KeyNews[]): Promise<void> {
    return this.#desk.tell("newest", news);
  }

  rebuild() {
    return this.#desk.rebuild("newest");
  }

  status() {
    return this.#desk.status("newest");
  }

  /** Lets time pass in small steps and rings the alarm whenever it is due. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.clock.now() + durationMs;
    while (this.clock.now() < endMs) {
      await this.clock.advance(Math.min(STEP_MS, endMs - this.clock.now()));
      if (this.#alarm.take(this.clock.now())) await this.#desk.ring();
    }
  }

  /** Every document that was sent, as parsed JSON. */
  documents(): readonly unknown[] {
    return this.queue.intents.map((intent) => JSON.parse(this.#textOf(intent)));
  }

  last(): unknown {
    return this.documents().at(-1);
  }

  #textOf(intent: WriteIntent): string {
    if (intent.op !== "put") throw new Error("a view only puts");
    if (intent.value.kind === "text") return intent.value.text;
    return this.uploaded.get(intent.version) ?? "null";
  }

  #open(): ViewDesk {
    return new ViewDesk({
      store: this.store,
      views: this.#settings.VIEWS,
      now: this.clock.now,
      dice: () => 0.5,
      alarm: this.#alarm,
      values: this.#values,
      queue: {
        send: async (lane, intents) => {
          await this.whileSending();
          await this.queue.send(lane, intents);
          await this.whileConfirming();
        },
      },
      uploads: this.#hasBucket
        ? { put: async ({ version }, text) => void this.uploaded.set(version, text) }
        : null,
      ledger: this.#ledger,
      sha256: async (text) => sha256Hex(text),
      report: (event) => this.events.push(event),
      settings: this.#settings,
    });
  }

  readonly #values: ViewValues = {
    list: async (_namespace, prefix, cursor) => {
      await this.#meet();
      if (cursor !== null) throw new Error("KV list failed: invalid cursor");
      const keys = [...this.kv].filter(([key]) => key.startsWith(prefix));
      await this.whileListing();
      return {
        keys: keys.map(([key, { version, endsAtMs = null }]) => ({ key, version, endsAtMs })),
        cursor: this.brokenCursor,
      };
    },
    read: async (_namespace, keys) => {
      await this.#meet();
      this.reads += keys.length;
      return new Map([...this.kv].filter(([key]) => keys.includes(key)));
    },
  };

  async #meet(): Promise<void> {
    if (this.isKvBroken) throw new Error("KV GET failed: 503 Service Unavailable");
  }

  /** Of the ledger, a view asks for states only. */
  readonly #ledger = {
    shards: 1,
    shard: () => ({ states: async () => [this.ending] }),
  } as unknown as ViewPorts["ledger"];
}

const STEP_MS = 250;

const settingsOf = (view: object): Settings =>
  Settings.parse({
    VIEWS: [{ name: "newest", prefix: "comment:", key: "recent", sortBy: "at", ...view }],
  });

type Told = { readonly version?: number; readonly touch?: number; readonly endsAtMs?: number };

/** News of a value; `at` is also its version unless another is given. */
export function aValue(key: string, value: unknown, told: Told = {}): KeyNews {
  const { version = 1, touch, endsAtMs = null } = told;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return {
    namespace: "default",
    key: `comment:${key}`,
    version: aVersion(version),
    touch: touch === undefined ? "" : aVersion(touch),
    atMs: 1_800_000_000_000,
    holds: { kind: "value", text, endsAtMs },
  };
}

export const aGone = (key: string, version: number): KeyNews => ({
  ...aValue(key, null, { version }),
  holds: { kind: "nothing" },
});
