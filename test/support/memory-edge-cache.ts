import type { EdgeCache } from "../../producer/ports.ts";
import { err, ok, type Result } from "../../shared/result.ts";

type Stored = {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: ArrayBuffer;
  readonly untilMs: number;
};

/** The Cache API in memory; entries end with their `max-age`. */
export class MemoryEdgeCache implements EdgeCache {
  readonly entries = new Map<string, Stored>();
  /** As where there is no Cache API, or where it throws. */
  isBroken = false;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async match(url: string): Promise<Result<Response | null, string>> {
    if (this.isBroken) return err("there is no Cache API here");
    const found = this.entries.get(url);
    if (found === undefined || found.untilMs <= this.#now()) return ok(null);
    const { status, headers, body } = found;
    return ok(new Response(body.slice(), { status, headers }));
  }

  async put(url: string, response: Response): Promise<Result<void, string>> {
    if (this.isBroken) return err("there is no Cache API here");
    const seconds = /max-age=(\d+)/.exec(response.headers.get("Cache-Control") ?? "")?.[1];
    if (seconds === undefined) return ok(undefined);
    this.entries.set(url, {
      status: response.status,
      headers: [...response.headers],
      body: await response.arrayBuffer(),
      untilMs: this.#now() + Number(seconds) * 1_000,
    });
    return ok(undefined);
  }
}
