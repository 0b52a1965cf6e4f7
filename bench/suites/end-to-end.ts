import { type Benchmark, check, type Findings, rounded } from "../benchmark.ts";
import { benchWorker, withWorkers } from "../measure/harness.ts";
import { httpLoad } from "../measure/http-load.ts";
import { median } from "../measure/percentile.ts";
import { BENCH_TOKEN, CONSUMER, PRODUCER } from "../measure/sluice-workers.ts";

const CONNECTIONS = 32;
const POLL_MS = 50;
const PATIENCE_MS = 300_000;

export const endToEnd: Benchmark = {
  name: "end-to-end",
  title: "From POST to KV in Miniflare",
  method:
    "5,000 POSTs of one write each over 32 connections; per second until KV holds the last value of " +
    "every key and nothing is pending. Sluice with everything on (token, checks, ledger, pace, " +
    "counters); the example Worker sends each body to a queue and puts each message, in batches of " +
    "10, as often as it likes: the local KV has no limit per key.",
  clock: "machine",
  run: async (extent): Promise<Findings> => {
    const [requests, rounds] = extent === "full" ? [5_000, 3] : [500, 1];
    const rows: (string | number)[][] = [];
    const ratios: Record<string, number> = {};
    for (const keys of [20, 1_000]) {
      const all: { readonly ours: number; readonly example: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        const ours = await sluiceRate(requests, keys);
        all.push({ ours, example: await exampleRate(requests, keys) });
      }
      const ours = median(all.map((round) => round.ours));
      const example = median(all.map((round) => round.example));
      const ratio = rounded(ours / example);
      rows.push([keys, Math.round(ours), Math.round(example), ratio]);
      ratios[`${keys} keys`] = ratio;
    }
    const goal = (keys: number, least: number) => ({
      id: `end-to-end-${keys}`,
      what: `end to end per second against the example Worker, ${keys.toLocaleString("en-US")} keys`,
      relation: "at least" as const,
      goal: least,
      figure: ratios[`${keys} keys`] ?? 0,
      unit: "×",
    });
    return {
      tables: [
        {
          id: "end-to-end",
          title: `${requests.toLocaleString("en-US")} POSTs, rounds: ${rounds}`,
          columns: ["keys", "Sluice, writes/s", "example, writes/s", "Sluice against the example"],
          rows,
        },
      ],
      goals: [goal(20, 2), goal(1_000, 1)],
      ratios,
    };
  },
};

const keyOf = (number: number, keys: number): string => `key-${number % keys}`;

const sluiceRate = (requests: number, keys: number): Promise<number> =>
  withWorkers([PRODUCER, CONSUMER], async (url, harness) => {
    const headers = { Authorization: `Bearer ${BENCH_TOKEN}`, "Content-Type": "application/json" };
    const startedMs = performance.now();
    await httpLoad(url, requests, CONNECTIONS, (number) => ({
      method: "POST",
      path: "/v1/intents",
      headers,
      body: JSON.stringify({
        intents: [{ op: "put", key: keyOf(number, keys), value: `value ${number}` }],
      }),
    }));
    const isDone = async (): Promise<boolean> => {
      const { totals } = (await (await fetch(`${url}/v1/metrics`, { headers })).json()) as {
        readonly totals: Readonly<Record<string, number>>;
      };
      return (totals.applied ?? 0) + (totals.superseded ?? 0) >= requests;
    };
    await until(isDone);
    const tookMs = performance.now() - startedMs;
    const { KV } = await harness
      .getWorker<{ readonly KV: KVNamespace }>("sluice-producer")
      .getEnv();
    await checkNewest(KV, requests, keys);
    return (requests * 1_000) / tookMs;
  });

const EXAMPLE = benchWorker("example-worker", {
  kv_namespaces: [{ binding: "KV", id: "example" }],
  queues: {
    producers: [{ binding: "QUEUE", queue: "example" }],
    consumers: [{ queue: "example", max_batch_size: 10, max_batch_timeout: 1 }],
  },
});

const exampleRate = (requests: number, keys: number): Promise<number> =>
  withWorkers([EXAMPLE], async (url) => {
    const startedMs = performance.now();
    await httpLoad(url, requests, CONNECTIONS, (number) => ({
      method: "POST",
      path: "/",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key: keyOf(number, keys), value: `value ${number}` }),
    }));
    await until(async () => {
      const { puts } = (await (await fetch(url)).json()) as { readonly puts: number };
      return puts >= requests;
    });
    return (requests * 1_000) / (performance.now() - startedMs);
  });

async function until(isDone: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await isDone())) {
    check(performance.now() < endMs, "everything applied within five minutes", "more to do");
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Requests of one key overtake each other on their connections, so its newest is one of the last. */
async function checkNewest(kv: KVNamespace, requests: number, keys: number): Promise<void> {
  for (let key = 0; key < Math.min(keys, requests); key++) {
    const value = await kv.get(`key-${key}`);
    const number = Number(value?.split(" ")[1]);
    const isOfKey = number % keys === key;
    const isLate = number >= requests - keys - CONNECTIONS * keys;
    check(isOfKey && isLate, `one of the last values in key-${key}`, value);
  }
}
