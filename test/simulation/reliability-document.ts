import { ALL_FAULTS, MARKS } from "./faults.ts";
import type { Records, RunRecord } from "./records.ts";

/** What each checker of the simulator holds the pipeline to; S at every step, L once all is quiet. */
const PROMISES: readonly (readonly [string, string, string])[] = [
  [
    "I1",
    "L",
    "KV holds the newest accepted intent of each key or, when that is dead or dropped, what was applied before; excused: a put with an unknown outcome while the newest is given up",
  ],
  ["I2", "L", "every version that reached a queue ends in exactly one final state"],
  [
    "I3",
    "S",
    "two writes of a key start at least 1,000 ms apart in true time; excused: a shard whose clock jumped forward when it started anew",
  ],
  [
    "I5",
    "S",
    "no version older than the applied one is written; what is held counts as newest; quiet keys count what is applied",
  ],
  ["I7", "S", "an applied version is written again only to repair"],
  [
    "I8",
    "L",
    "the store holds exactly the dead versions, with bodies, and every unreadable message; a replay never rolls back",
  ],
  [
    "I9",
    "S",
    "no handler or alarm throws; each message is decided once; what waits its turn is not given up",
  ],
  ["I10", "S", "no payload is deleted while its version is pending, dead or kept"],
  [
    "I11",
    "S",
    "no more puts or deletes start on a day than its budget and reserve allow, nor once the platform's own limit was met; few right after midnight",
  ],
  [
    "I12",
    "S, L",
    "the alarm rings for whatever is due; all is quiet within bounded time after the last fault",
  ],
  ["I13", "S", "a write is confirmed only when a queue has it"],
  ["I14", "L", "no payload outlives its version"],
  ["I15", "L", "every counter equals what really happened, version by version: difference 0"],
  ["I16", "S", "what is settled as unchanged is what KV holds at that moment"],
  ["I17", "S", "what a waiter is told is how the write ended"],
  ["I18", "L", "requests with one idempotency key get one receipt"],
  [
    "I19",
    "L",
    "a value ends when its newest write or touch says; no touch brings an older value back",
  ],
  [
    "I20",
    "S, L",
    "there is one replay at a time; a cancelled one begins to send nothing more; a finished one has settled all that it meant, and the audit says so",
  ],
  [
    "I21",
    "S, L",
    "a purge deletes what carried the tag before it and nothing else, unless something newer came",
  ],
  [
    "I22",
    "S",
    "nothing starts in a paused namespace or behind an open breaker; a half-open one is probed one write at a time; throttling opens none",
  ],
  [
    "I23",
    "L",
    "a key is found by the tags of what is applied, and KV's value is stamped with them",
  ],
  ["I24", "L", "the document of a view is what follows from what is applied in KV"],
  ["order", "S", "a write that names its cause is newer than it"],
];

const COMMAND = "npm run sim -- --seeds 10000";

/** docs/reliability.md: written from recorded runs, never by hand. */
export function reliabilityDocument({ runs, mutants }: Records): string {
  const total = sumOf(runs);
  return `# Reliability: what was promised, what was tried

This page is written by \`npm run reliability\` from docs/reliability.json, which records runs.
[guarantees.md](guarantees.md) words the promises; this page says how hard they were tried.

The consumer's batch handling, the ledger's rules, the producer's accept and the dead-letter and
replay logic run unchanged over fakes of KV, queues, Durable Objects, R2, clocks and dice, on virtual
time. A run draws a configuration from its seed, lets half of the faults loose, heals, waits until
nothing is under way, and checks every promise. The same seed gives the same run.

Try it: \`${COMMAND}\`. A failure prints the seed, the broken promise, the last events of the
key and the command that shows it again; the seed joins test/simulation/corpus.json, which runs first
ever after.

## Recorded runs

A long run is recorded in pieces. One that breaks a promise ends there: what was wrong is mended, the seed
joins the corpus, and the piece is run again from its first seed. So pieces have commits of their own.

| commit | date | seeds | violations | steps | virtual hours | faults | smallest gap (ms) | run twice, differing | seconds |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${runs.map(runRow).join("\n")}

Together ${number(total.seeds)} seeds, ${number(total.steps)} steps, ${number(total.virtualHours)} virtual
hours (${number(Math.round((total.virtualHours * 3_600) / Math.max(total.tookSeconds, 1)))} times faster than
real time), ${number(total.writes)} accepted writes that took ${number(total.kvWrites)} KV writes,
${number(total.faults)} injected faults, **${total.violations} violations**.

## Promises

| checker | when | what has to hold |
| --- | --- | --- |
${PROMISES.map((row) => `| ${row.join(" | ")} |`).join("\n")}

## Faults and rare situations, and how often they happened

| what | times |
| --- | --- |
${[...ALL_FAULTS, ...MARKS].map((mark) => `| ${mark} | ${number(total.marks.get(mark) ?? 0)} |`).join("\n")}

## Planted bugs

Each is a patch to the real source, applied while the simulator loads it
(test/simulation/mutants.ts), and hunted from seed 1 on, in those that can meet it. ${mutants.filter((one) => one.caughtBy !== null).length} of ${mutants.length} are caught.

| bug | caught by | in seed |
| --- | --- | --- |
${mutants.map((one) => `| ${one.name} | ${one.caughtBy ?? "not caught"} | ${one.inSeed ?? "–"} |`).join("\n")}
`;
}

function runRow(run: RunRecord): string {
  const cells = [
    run.commit,
    run.date,
    `${number(run.from)}–${number(run.from + run.seeds - 1)}`,
    run.violations,
    number(run.steps),
    number(run.virtualHours),
    number(run.faults),
    number(run.smallestGapMs),
    `${run.doubled}, ${run.unrepeatable}`,
    number(run.tookSeconds),
  ];
  return `| ${cells.join(" | ")} |`;
}

function sumOf(runs: readonly RunRecord[]) {
  const sum = (pick: (run: RunRecord) => number) =>
    runs.reduce((total, run) => total + pick(run), 0);
  const marks = new Map<string, number>();
  for (const [mark, times] of runs.flatMap((run) => Object.entries(run.marks))) {
    marks.set(mark, (marks.get(mark) ?? 0) + times);
  }
  return {
    seeds: sum((run) => run.seeds),
    steps: sum((run) => run.steps),
    virtualHours: sum((run) => run.virtualHours),
    tookSeconds: sum((run) => run.tookSeconds),
    writes: sum((run) => run.writes),
    kvWrites: sum((run) => run.kvWrites),
    faults: sum((run) => run.faults),
    violations: sum((run) => run.violations),
    marks,
  };
}

const number = (value: number): string => value.toLocaleString("en-US");
