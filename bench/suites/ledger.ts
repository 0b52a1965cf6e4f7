import { type Benchmark, check, type Findings, rounded } from "../benchmark.ts";
import { benchWorker, withWorkers } from "../measure/harness.ts";
import { median } from "../measure/percentile.ts";
import { CONSUMER } from "../measure/sluice-workers.ts";

const LANES = 8;
const BATCH = 100;

export const ledger: Benchmark = {
  name: "ledger",
  title: "What a shard of the ledger admits",
  method:
    "Batches of 100 keys that the ledger has not seen, eight at a time, from a Worker through the " +
    "real Durable Objects in workerd: planned, admitted, applied to a KV that answers at once, " +
    "settled. Local objects of one class share a thread, so shards cannot run at the same time " +
    "here; that they do on the platform is Cloudflare's word, not measured.",
  clock: "machine",
  run: async (extent): Promise<Findings> => {
    const [batches, rounds] = extent === "full" ? [200, 5] : [20, 1];
    const one = await admissionsPerSecond(1, batches, rounds);
    const eight = await admissionsPerSecond(8, batches, rounds);
    return {
      tables: [
        {
          id: "ledger",
          title: "Admitted and settled per second",
          columns: ["shards", "intents/s", "against one shard"],
          rows: [
            [1, Math.round(one), 1],
            [8, Math.round(eight), rounded(eight / one)],
          ],
        },
      ],
      goals: [
        {
          id: "ledger-speed",
          what: "admissions per second of one shard in workerd, each also settled",
          relation: "at least",
          goal: 5_000,
          figure: Math.round(one),
          unit: "/s",
        },
        {
          id: "ledger-shards",
          what: "eight shards against one, per free core (local objects share one thread)",
          relation: "at least",
          goal: 0.8,
          figure: rounded(eight / one),
          unit: "×",
        },
      ],
      ratios: { "eight shards against one": rounded(eight / one) },
    };
  },
};

function admissionsPerSecond(shards: number, batches: number, rounds: number): Promise<number> {
  const driver = benchWorker("ledger-driver", {
    vars: { SHARDS: shards },
    durable_objects: {
      bindings: [{ name: "LEDGER", class_name: "Ledger", script_name: "sluice-consumer" }],
    },
  });
  const consumer = { ...CONSUMER, vars: { LEDGER_SHARDS: shards } };
  return withWorkers([driver, consumer], async (url) => {
    const rates: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const first = round * batches * BATCH;
      const startedMs = performance.now();
      const response = await fetch(`${url}/?batches=${batches}&lanes=${LANES}&first=${first}`);
      const tookMs = performance.now() - startedMs;
      check(response.ok, "every batch handled", response.status);
      const { puts } = (await response.json()) as { readonly puts: number };
      check(puts === batches * BATCH, "a put per intent", puts);
      // The first round warms up.
      if (round > 0) rates.push((batches * BATCH * 1_000) / tookMs);
    }
    return median(rates);
  });
}
