import { createHash } from "node:crypto";
import { type Benchmark, check, type Extent, type Findings, rounded } from "../benchmark.ts";
import { benchWorker, openWorkers, type Workers } from "../measure/harness.ts";
import {
  canReadProcesses,
  peakBytes,
  residentBytes,
  workerdProcesses,
} from "../measure/process-memory.ts";
import { type BodyLoad, type PutAnswer, putBodies } from "../measure/put-bodies.ts";
import { BENCH_TOKEN, PRODUCER, SINK } from "../measure/sluice-workers.ts";
import { storedPayload } from "../measure/stored-payload.ts";

const MIB = 1_048_576;
const LARGEST_BYTES = 25 * MIB;
const HEADERS = {
  Authorization: `Bearer ${BENCH_TOKEN}`,
  "Content-Type": "application/octet-stream",
};
const BARE = benchWorker("stream-put", {
  r2_buckets: [{ binding: "BUCKET", bucket_name: "bodies" }],
});
/** Every path has run once before anything is measured. */
const WARM_UP: readonly BodyLoad[] = [
  { bodies: 5, sizeBytes: 1_000_000, length: "announced" },
  { bodies: 5, sizeBytes: 1_000_000, length: "unknown" },
];
/** So many stored values of a load are read back and compared; of all, the length. */
const COMPARED = 10;

type NamedLoad = BodyLoad & { readonly id: string; readonly what: string };
type Held = { readonly overIdleMib: number; readonly tookMs: number };

export const memory: Benchmark = {
  name: "memory",
  title: "Memory under large values",
  method:
    "Bodies of 25 MiB and many of 1 MB at once, each over a connection of its own, through the producer " +
    "in workerd, whose queue has a consumer that does nothing; what is in the bucket is compared with " +
    "what was sent. Resident memory of all processes of workerd (/proc/PID/status), every 10 ms, over " +
    "what they held before the load, in a fresh runtime per load. The emulated R2 and the local HTTP " +
    "entry live in the same processes; so the same bodies go through a Worker that streams them into " +
    "the same emulated R2 and does nothing else, and the difference is Sluice's: its own memory, and " +
    "what it makes the runtime hold. Garbage that the runtime has not yet collected counts on both sides.",
  clock: "machine",
  prepare: async () =>
    canReadProcesses() ? null : "no /proc here to read a process's memory from",
  run: async (extent): Promise<Findings> => {
    const measured: { load: NamedLoad; ours: Held; bare: Held }[] = [];
    for (const load of loadsOf(extent)) {
      const bare = await hold([BARE], load, async () => {});
      const ours = await hold([PRODUCER, SINK], load, checkStored);
      measured.push({ load, ours, bare });
    }
    return {
      tables: [
        {
          id: "memory",
          title: "Over idle, MiB",
          columns: [
            ...["bodies", "Content-Length", "Sluice", "a Worker that only streams", "difference"],
            ...["Sluice took (s)", "the other took (s)"],
          ],
          rows: measured.map(({ load, ours, bare }) => [
            load.what,
            load.length,
            ours.overIdleMib,
            bare.overIdleMib,
            beyond(ours, bare),
            rounded(ours.tookMs / 1_000, 1),
            rounded(bare.tookMs / 1_000, 1),
          ]),
        },
      ],
      goals: measured.map(({ load, ours, bare }) => ({
        id: `memory-${load.id}`,
        what: `memory over idle beyond a Worker that only streams: ${load.what}, length ${load.length}`,
        relation: "at most" as const,
        goal: 64,
        figure: beyond(ours, bare),
        unit: "MiB",
      })),
      ratios: {},
    };
  },
};

/** Less than nothing is noise. */
const beyond = (ours: Held, bare: Held): number =>
  Math.max(0, rounded(ours.overIdleMib - bare.overIdleMib, 1));

function loadsOf(extent: Extent): readonly NamedLoad[] {
  const bodies = extent === "full" ? 200 : 40;
  const what = `${bodies} of 1 MB at once`;
  const many = { bodies, sizeBytes: 1_000_000, what };
  return [
    { id: "one", what: "one of 25 MiB", bodies: 1, sizeBytes: LARGEST_BYTES, length: "announced" },
    {
      id: "one-unknown",
      what: "one of 25 MiB",
      bodies: 1,
      sizeBytes: LARGEST_BYTES,
      length: "unknown",
    },
    { id: "many", ...many, length: "announced" },
    { id: "many-unknown", ...many, length: "unknown" },
  ];
}

async function hold(
  workers: Workers,
  load: BodyLoad,
  verify: (
    bucket: () => Promise<R2Bucket>,
    answers: readonly PutAnswer[],
    load: BodyLoad,
  ) => Promise<void>,
): Promise<Held> {
  const before = workerdProcesses();
  const { url, harness, close } = openWorkers(workers);
  try {
    const origin = await url;
    const pids = new Set([...workerdProcesses()].filter((pid) => !before.has(pid)));
    check(pids.size > 0, "a process of workerd", pids.size);
    for (const warmUp of WARM_UP) await putBodies(origin, warmUp, HEADERS);
    const idleBytes = residentBytes(pids);
    let answers: readonly PutAnswer[] = [];
    const startedMs = performance.now();
    const mostBytes = await peakBytes(pids, async () => {
      answers = await putBodies(origin, load, HEADERS);
    });
    const tookMs = performance.now() - startedMs;
    const bucket = async () =>
      (await harness.getWorker<{ PAYLOADS: R2Bucket }>("sluice-producer").getEnv()).PAYLOADS;
    await verify(bucket, answers, load);
    return { overIdleMib: rounded((mostBytes - idleBytes) / MIB, 1), tookMs };
  } finally {
    await close();
  }
}

/** Every value is in the bucket under the version of its receipt, with its length and its bytes. */
async function checkStored(
  open: () => Promise<R2Bucket>,
  answers: readonly PutAnswer[],
  { bodies, sizeBytes }: BodyLoad,
): Promise<void> {
  check(answers.length === bodies, `${bodies} receipts`, answers.length);
  const bucket = await open();
  const every = Math.ceil(bodies / COMPARED);
  for (const [number, { text, sha256 }] of answers.entries()) {
    const key = storedPayload(text);
    const size = (await bucket.head(key))?.size;
    check(size === sizeBytes, `${sizeBytes} bytes in ${key}`, size);
    if (number % every > 0) continue;
    const bytes = await (await bucket.get(key))?.arrayBuffer();
    const found = createHash("sha256").update(new Uint8Array(bytes ?? new ArrayBuffer(0)));
    check(found.digest("hex") === sha256, `the bytes that were sent in ${key}`, number);
  }
}
