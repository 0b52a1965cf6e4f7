import { Agent, request } from "node:http";
import { check } from "../benchmark.ts";

export type HttpRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

export type LoadResult = {
  readonly tookMs: number;
  /** Of each request, sorted. */
  readonly latenciesMs: readonly number[];
};

/** Sends requests over so many connections, each at once when the one before is answered. */
export async function httpLoad(
  url: string,
  count: number,
  connections: number,
  requestOf: (number: number) => HttpRequest,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  let next = 0;
  const startedMs = performance.now();
  const lane = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) {
      const sentMs = performance.now();
      const status = await send(url, agent, requestOf(number));
      check(status >= 200 && status < 300, "every request accepted", { number, status });
      latenciesMs.push(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  agent.destroy();
  return { tookMs: performance.now() - startedMs, latenciesMs: latenciesMs.sort((a, b) => a - b) };
}

function send(url: string, agent: Agent, { method, path, headers, body }: HttpRequest) {
  return new Promise<number>((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      { agent, method, headers: { ...headers, "Content-Length": Buffer.byteLength(body) } },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
