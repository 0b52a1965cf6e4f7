import { delayMs, dueIn, type PolledName } from "../model/polling.ts";
import type {
  Attention,
  AuditPage,
  LetterSummary,
  Metrics,
  NamespaceList,
  TokenInfo,
  Usage,
  Window,
} from "./answers.ts";
import type { Answer, Api, Query, Refusal } from "./api.ts";
import type { World } from "./world.ts";

/** What was answered last, when, and what has gone wrong since; null when nothing has. */
export type Slot<Body> = {
  readonly body: Body | null;
  readonly atMs: number | null;
  readonly problem: Refusal | null;
};

type Bodies = {
  readonly metrics: Metrics;
  readonly day: Metrics;
  readonly week: Metrics;
  readonly summary: LetterSummary;
  readonly namespaces: NamespaceList;
  readonly attention: Attention;
  readonly audit: AuditPage;
  readonly usage: Usage;
  readonly token: TokenInfo;
};

export type Slots = { readonly [Name in keyof Bodies]: Slot<Bodies[Name]> };

export type Live = {
  readonly slots: Slots;
  /** Rounds in a row without any answer. */
  readonly failures: number;
  /** When the last round with an answer ended. */
  readonly answeredAtMs: number | null;
  /** When the next round begins; null while it is under way or nothing is asked. */
  readonly nextAtMs: number | null;
  /** The token is not taken any more: nothing more is asked. */
  readonly isRefused: boolean;
};

const PATHS: Readonly<Record<keyof Bodies, readonly [path: string, query?: Query]>> = {
  metrics: ["/v1/metrics", { window: "1h" }],
  day: ["/v1/metrics", { window: "24h" }],
  week: ["/v1/metrics", { window: "7d" }],
  summary: ["/v1/dead-letters/summary"],
  namespaces: ["/v1/namespaces"],
  attention: ["/v1/attention"],
  audit: ["/v1/audit", { limit: "20" }],
  usage: ["/v1/usage"],
  token: ["/v1/token"],
};

const EMPTY = { body: null, atMs: null, problem: null };

export const NOTHING_YET: Live = {
  slots: Object.fromEntries(Object.keys(PATHS).map((name) => [name, EMPTY])) as Slots,
  failures: 0,
  answeredAtMs: null,
  nextAtMs: null,
  isRefused: false,
};

/** Asks in rounds: stops while the page is hidden or paused, and waits longer while nobody answers. */
export class LiveData {
  readonly #api: Api;
  readonly #world: World;
  readonly #tell: (live: Live) => void;
  #live = NOTHING_YET;
  #round = 0;
  #paceMs: number | null;
  #window: Window = "1h";
  #cancel = (): void => {};
  #isAsking = false;
  /** Something was done while a round was under way, whose answers may be of before. */
  #isOutdated = false;
  #isOver = false;

  constructor(api: Api, world: World, paceMs: number | null, tell: (live: Live) => void) {
    this.#api = api;
    this.#world = world;
    this.#paceMs = paceMs;
    this.#tell = tell;
  }

  /** Begins; the answer ends it. */
  start(): () => void {
    const stopWatching = this.#world.onVisibility(() => this.#plan());
    void this.#ask();
    return () => {
      this.#isOver = true;
      this.#cancel();
      stopWatching();
    };
  }

  /** Null pauses. */
  setPace(paceMs: number | null): void {
    this.#paceMs = paceMs;
    this.#plan();
  }

  setWindow(window: Window): void {
    this.#window = window;
    if (window === "7d" && this.#live.slots.week.atMs === null) this.refresh();
  }

  /** Everything, now: something was done that changes it. */
  refresh(): void {
    this.#isOutdated = this.#isAsking;
    this.#round = 0;
    void this.#ask();
  }

  /** At once when the page was shown again after the time of the next round. */
  #plan(): void {
    this.#cancel();
    if (this.#isOver || this.#isAsking || this.#live.isRefused) return;
    if (this.#paceMs === null || this.#world.isHidden()) {
      this.#set({ nextAtMs: null });
      return;
    }
    const { failures, answeredAtMs } = this.#live;
    const nowMs = this.#world.now();
    const waitMs = delayMs(this.#paceMs, failures, this.#world.dice);
    const nextAtMs = failures > 0 ? nowMs + waitMs : Math.max(nowMs, (answeredAtMs ?? 0) + waitMs);
    this.#cancel = this.#world.later(nextAtMs - nowMs, () => void this.#ask());
    this.#set({ nextAtMs });
  }

  async #ask(): Promise<void> {
    this.#cancel();
    if (this.#isOver || this.#isAsking) return;
    this.#isAsking = true;
    this.#set({ nextAtMs: null });
    const names = this.#names();
    const answers = await Promise.all(names.map((name) => this.#api.get(...PATHS[name])));
    this.#isAsking = false;
    if (this.#isOver) return;
    const isFirst = this.#live.slots.token.body === null;
    this.#take(names, answers);
    if (this.#isOutdated && !this.#live.isRefused) this.refresh();
    else if (isFirst && this.#live.slots.token.body !== null) void this.#ask();
    else this.#plan();
  }

  /** Nothing else before the token is known to be taken. What failed is asked for in every round. */
  #names(): readonly (keyof Bodies)[] {
    if (this.#live.slots.token.body === null) return ["token"];
    const due: readonly (keyof Bodies)[] = dueIn(this.#round);
    const failed = (Object.keys(PATHS) as PolledName[]).filter(
      (name) => this.#live.slots[name].problem !== null,
    );
    const week: readonly (keyof Bodies)[] =
      this.#window === "7d" && due.includes("day") ? ["week"] : [];
    return [...new Set([...due, ...failed, ...week])];
  }

  #take(names: readonly (keyof Bodies)[], answers: readonly Answer<unknown>[]): void {
    const nowMs = this.#world.now();
    const changes = names.map((name, index) => {
      const answer = answers[index];
      if (answer?.kind === "answered")
        return [name, { body: answer.body, atMs: nowMs, problem: null }];
      return [name, { ...this.#live.slots[name], problem: answer }];
    });
    const isAnswered = answers.some((answer) => answer.kind !== "unreachable" && !isDown(answer));
    if (isAnswered && names.includes("metrics")) this.#round += 1;
    this.#set({
      slots: { ...this.#live.slots, ...Object.fromEntries(changes) },
      failures: isAnswered ? 0 : this.#live.failures + 1,
      answeredAtMs: isAnswered ? nowMs : this.#live.answeredAtMs,
      isRefused: answers.some((answer) => answer.kind === "refused" && answer.status === 401),
    });
  }

  #set(change: Partial<Live>): void {
    this.#live = { ...this.#live, ...change };
    this.#tell(this.#live);
  }
}

const isDown = (answer: Answer<unknown>): boolean =>
  answer.kind === "refused" && answer.status >= 500;
