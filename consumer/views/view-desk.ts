import type { Report } from "../../shared/events.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import type { KeyNews } from "../../shared/views/key-news.ts";
import { endedEntry, entryAfterNews } from "../../shared/views/view-entry.ts";
import type { ViewRpc, ViewStatus } from "../../shared/views/view-rpc.ts";
import { type ViewDefinition, viewsOf } from "../../shared/views/view-setting.ts";
import { afterChange } from "../../shared/views/writing.ts";
import { AlarmSetter } from "../timing/alarm-setter.ts";
import { askWritten } from "./ask-written.ts";
import { nextRingMs } from "./next-ring.ts";
import { openView } from "./open-view.ts";
import { finishRebuild, listPages, startRebuild } from "./rebuild-view.ts";
import type { Left, ViewPorts } from "./view-ports.ts";
import { WantedReader } from "./wanted-reader.ts";
import { writeDocument } from "./write-document.ts";

/** Ended values that one ring takes out. */
const ENDED_PER_RING = 500;
/** Longer than news can be on their way. */
const REMEMBER_GONE_MS = MS_PER_DAY;

type Task = Extract<Parameters<Report>[0], { readonly kind: "view-delayed" }>["task"];

/**
 * Everything that a view's object does, over ports: takes news of its keys, writes its document, and
 * compares itself with KV. All state is in the store, so a new desk over the same store goes on where
 * this one stopped.
 */
export class ViewDesk implements ViewRpc {
  readonly #ports: ViewPorts;
  readonly #alarm: AlarmSetter;
  readonly #reader: WantedReader;

  constructor(ports: ViewPorts) {
    this.#ports = ports;
    this.#alarm = new AlarmSetter(ports.alarm);
    this.#reader = new WantedReader(ports);
  }

  async tell(view: string, news: readonly KeyNews[]): Promise<void> {
    const definition = openView(this.#ports, view);
    // A setting of before: nobody reads this view any more.
    if (definition === null) return;
    takeNews(this.#ports, definition, news);
    await this.#setAlarm(definition);
  }

  async rebuild(view: string): Promise<ViewStatus> {
    const definition = this.#require(view);
    startRebuild(this.#ports);
    await this.#setAlarm(definition);
    return statusOf(this.#ports);
  }

  async status(view: string): Promise<ViewStatus> {
    await this.#setAlarm(this.#require(view));
    return statusOf(this.#ports);
  }

  /** When the alarm rings. Never throws for what a port refuses: that is tried again. */
  async ring(): Promise<void> {
    const ports = this.#ports;
    this.#alarm.rang();
    const { name } = ports.store.load();
    const definition = name === null ? null : openView(ports, name);
    if (definition === null) return;
    endEntries(ports);
    ports.store.collectGone(ports.now() - REMEMBER_GONE_MS);
    const results = [
      await this.#attempt(definition, "list", () => listPages(ports, definition)),
      await this.#attempt(definition, "read", () => this.#reader.read(definition)),
      await this.#attempt(definition, "ask", () => askWritten(ports, definition)),
    ];
    finishRebuild(ports);
    results.push(await this.#attempt(definition, "write", () => writeDocument(ports, definition)));
    const kind = results.find((result) => result === "failed") ?? results.find(isMore) ?? "drained";
    const dueMs = nextRingMs(ports.store, definition);
    await this.#alarm.setAfterRing(dueMs, { kind }, ports.now(), ports.dice);
  }

  async #attempt(
    view: ViewDefinition,
    task: Task,
    run: () => Promise<Left>,
  ): Promise<Left | "failed"> {
    try {
      return await run();
    } catch (error) {
      const detail = String(error);
      this.#ports.report({ kind: "view-delayed", view: view.name, task, detail });
      return "failed";
    }
  }

  #require(view: string): ViewDefinition {
    const definition = openView(this.#ports, view);
    if (definition === null) throw new Error(`the setting VIEWS has no view "${view}"`);
    return definition;
  }

  #setAlarm(definition: ViewDefinition): Promise<void> {
    const dueMs = nextRingMs(this.#ports.store, definition);
    return this.#alarm.setFor(dueMs === null ? null : Math.max(dueMs, this.#ports.now()));
  }
}

const isMore = (result: Left | "failed"): boolean => result === "more";

function takeNews(
  { store, now }: ViewPorts,
  definition: ViewDefinition,
  news: readonly KeyNews[],
): void {
  store.transaction(() => {
    const entries = news
      .filter((one) => viewsOf([definition], one).length > 0)
      .map((one) => {
        const entry = entryAfterNews(store.entry(one.key), one, definition, now());
        if (entry !== null) store.putEntry(entry);
        return entry;
      });
    if (entries.every((entry) => entry === null)) return;
    const row = store.load();
    store.save({ ...row, writing: afterChange(row.writing) });
  });
}

function endEntries({ store, now }: ViewPorts): void {
  store.transaction(() => {
    const ended = store.ended(now(), ENDED_PER_RING);
    if (ended.length === 0) return;
    for (const entry of ended) store.putEntry(endedEntry(entry, now()));
    const row = store.load();
    store.save({ ...row, writing: afterChange(row.writing) });
  });
}

function statusOf({ store }: ViewPorts): ViewStatus {
  const { writing, rebuild, rebuiltAtMs } = store.load();
  return {
    ...store.count(),
    document: { entries: writing.entries, sizeBytes: writing.sizeBytes },
    writtenAtMs: writing.writtenAtMs,
    rebuiltAtMs,
    isRebuilding: rebuild !== null,
  };
}
