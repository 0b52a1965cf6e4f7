import { ViewDesk } from "../../consumer/views/view-desk.ts";
import type { ViewValues } from "../../consumer/views/view-ports.ts";
import type { Report } from "../../shared/events.ts";
import type { IntentQueue } from "../../shared/ports.ts";
import type { KeyNews } from "../../shared/views/key-news.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { drawAtMs } from "../../shared/views/writing.ts";
import { MemoryViewStore } from "../support/memory-view-store.ts";
import type { Life } from "./life.ts";
import type { SimKv } from "./sim-kv.ts";
import type { SimLedger } from "./sim-ledger.ts";
import { SimObject } from "./sim-object.ts";
import type { SimPayloads } from "./sim-payloads.ts";
import { digestOf } from "./sim-producer.ts";
import type { World } from "./world.ts";

const FAULTS = {
  unavailable: "view-unavailable",
  replyLost: "view-reply-lost",
  restart: "view-restart",
  slow: "view-slow",
} as const;

/** Of one run, besides the one that a new view begins by itself. */
const REBUILDS = 8;

type Around = {
  readonly ledger: () => SimLedger;
  readonly kv: SimKv;
  readonly payloads: SimPayloads;
  readonly queue: (life: Life) => IntentQueue;
  readonly report: Report;
};

/** The view of a run: its own desk over a store that survives it. */
export class SimView {
  readonly definition: ViewDefinition;
  readonly store = new MemoryViewStore();
  readonly object: SimObject<ViewDesk>;
  readonly #world: World;

  constructor(world: World, definition: ViewDefinition, around: Around) {
    this.#world = world;
    this.definition = definition;
    const dice = world.random.fork("view-dice");
    const uploads = around.payloads.uploads(digestOf);
    this.object = new SimObject<ViewDesk>(
      world,
      "view",
      FAULTS,
      (life, alarm) =>
        new ViewDesk({
          store: this.store,
          views: world.settings.VIEWS,
          // Virtual time has fractions, the real clock has none; up, so that what is due is over.
          now: () => Math.ceil(world.now()),
          dice: dice.next,
          alarm,
          values: mortalValues(around.kv.views, life),
          queue: around.queue(life),
          uploads: {
            put: (name, text) =>
              life.call(async () => {
                const upload = await uploads.begin(name, null);
                await upload.write(new TextEncoder().encode(text));
                await upload.complete();
              }),
          },
          ledger: around.ledger().client(life),
          sha256: async (text) => digestOf(text),
          report: around.report,
          settings: world.settings,
        }),
    );
  }

  /** Somebody asks for rebuilds while everything goes on. */
  start(): void {
    const random = this.#world.random.fork("view");
    for (let rebuild = 0; rebuild < REBUILDS; rebuild++) {
      this.#world.engine.after(random.int(0, this.#world.scenario.chaosMs), () => {
        void this.#rebuild();
      });
    }
  }

  /** A view that nobody has reached yet is asked once more. */
  askAgain(): void {
    if (this.store.load().name === null) void this.#rebuild();
  }

  async #rebuild(): Promise<void> {
    try {
      await this.object.call((desk) => desk.rebuild(this.definition.name));
      this.#world.faults.mark("view-rebuilt");
    } catch (error) {
      this.#world.note("rebuild-failed", this.definition.key, String(error));
    }
  }

  tell(life: Life, news: readonly KeyNews[]): Promise<void> {
    return life.call(() =>
      this.object.call(async (desk) => {
        for (const one of news) this.#world.note("news", one.key, `${one.version}~${one.touch}`);
        await desk.tell(this.definition.name, news);
      }),
    );
  }

  /** The document is written, and nothing is left to read. */
  isQuiet(): boolean {
    const { name, writing, rebuild } = this.store.load();
    const isSettled = name !== null && rebuild === null && writing.sent === null;
    return (
      isSettled &&
      this.object.ringing === 0 &&
      this.store.earliestWantedMs() === null &&
      drawAtMs(writing, this.definition.intervalMs) === null
    );
  }
}

const mortalValues = (values: ViewValues, life: Life): ViewValues => ({
  list: (namespace, prefix, cursor) => life.call(() => values.list(namespace, prefix, cursor)),
  read: (namespace, keys) => life.call(() => values.read(namespace, keys)),
});
