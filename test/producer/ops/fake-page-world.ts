import type { Ask } from "../../../producer/ops/api/api.ts";
import type { Notes, World } from "../../../producer/ops/api/world.ts";
import { NOW_MS } from "./some-answers.ts";

type Reply = { readonly status: number; readonly body: unknown; readonly headers?: HeadersInit };

/** A browser in a test's hand: answers by path, time by `pass`. */
export class FakePageWorld implements World {
  nowMs = NOW_MS;
  isAway = false;
  isDown = false;
  readonly asked: string[] = [];
  readonly sent: RequestInit[] = [];
  readonly saved: { readonly name: string; readonly text: string }[] = [];
  readonly session: Notes = notes();
  readonly preferences: Notes = notes();
  /** By path without its query; what is missing answers an empty object. */
  readonly replies = new Map<string, Reply>();
  readonly #timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  readonly #watchers = new Set<() => void>();

  readonly ask: Ask = async (path, init) => {
    this.asked.push(path);
    this.sent.push(init);
    if (this.isDown) throw new TypeError("Failed to fetch");
    const reply = this.replies.get(path.split("?")[0] ?? "") ?? { status: 200, body: {} };
    const body = init.method === "HEAD" ? null : JSON.stringify(reply.body);
    return new Response(body, { status: reply.status, headers: reply.headers ?? {} });
  };

  now(): number {
    return this.nowMs;
  }

  dice(): number {
    return 1;
  }

  later(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  isHidden(): boolean {
    return this.isAway;
  }

  onVisibility(run: () => void): () => void {
    this.#watchers.add(run);
    return () => this.#watchers.delete(run);
  }

  save(name: string, parts: readonly string[]): void {
    this.saved.push({ name, text: parts.join("") });
  }

  setAway(isAway: boolean): void {
    this.isAway = isAway;
    for (const run of this.#watchers) run();
  }

  /** Lets time pass, timer by timer, and what follows from each happen. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.nowMs + durationMs;
    await settle();
    for (;;) {
      const next = [...this.#timers].toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      await settle();
    }
    this.nowMs = endMs;
  }

  /** How often a path was asked since the last look. */
  take(path: string): number {
    const count = this.asked.filter((asked) => asked.startsWith(path)).length;
    this.asked.length = 0;
    return count;
  }
}

/** Replies have no I/O behind them, so a few turns of the queue finish them. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

function notes(): Notes {
  const kept = new Map<string, string>();
  return {
    get: (name) => kept.get(name) ?? null,
    set: (name, value) => void (value === null ? kept.delete(name) : kept.set(name, value)),
  };
}
