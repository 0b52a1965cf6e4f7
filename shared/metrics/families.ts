import { HOLD_REASONS, type Operation } from "../ledger/key-state.ts";
import { FINAL_STATES } from "../ledger/known-versions.ts";
import type { Tally } from "../ledger/tally.ts";
import { CALL_OUTCOMES, type Counts, countOf, READ_SOURCES } from "./counts.ts";
import type { Family, Sample } from "./exposition.ts";
import { latencyCells } from "./latency.ts";
import type { Quota } from "./usage.ts";

/** All that Prometheus is told, of all shards together. */
export type Snapshot = {
  readonly totals: Counts;
  readonly today: Counts;
  readonly tally: Tally;
  readonly oldestAgeMs: number | null;
  readonly queues: readonly {
    readonly name: string;
    readonly messages: number;
    readonly bytes: number;
  }[];
  readonly quotas: readonly Quota[];
};

const OPERATIONS: readonly Operation[] = ["put", "delete"];

/** One family per metric. Counters begin with the ledger and never fall. */
export const familiesOf = (snapshot: Snapshot): readonly Family[] => [
  ...intentCounters(snapshot.totals),
  ...callCounters(snapshot.totals),
  latency(snapshot.totals),
  ...stateGauges(snapshot),
  ...queueGauges(snapshot),
  ...quotaGauges(snapshot),
];

const intentCounters = (totals: Counts): readonly Family[] => [
  counter("sluice_intents_accepted_total", "Intents that the ledger has seen.", [
    plain(countOf(totals, "accepted")),
  ]),
  counter(
    "sluice_intents_ended_total",
    "Intents that entered a final state. A replayed dead letter ends again.",
    FINAL_STATES.map((state) => labelled({ state }, countOf(totals, state))),
  ),
  counter("sluice_intents_unchanged_total", "Intents applied without a KV write.", [
    plain(countOf(totals, "unchanged")),
  ]),
  counter("sluice_intents_late_total", "Deliveries older than all that is remembered.", [
    plain(countOf(totals, "late")),
  ]),
  counter(
    "sluice_intents_held_total",
    "Intents that began to wait in the ledger, by reason.",
    HOLD_REASONS.map((reason) => labelled({ reason }, countOf(totals, `held-${reason}`))),
  ),
];

const callCounters = (totals: Counts): readonly Family[] => [
  counter(
    "sluice_kv_calls_total",
    "KV writes by operation and outcome, as reported to the ledger.",
    OPERATIONS.flatMap((operation) =>
      CALL_OUTCOMES.map((outcome) =>
        labelled({ operation, outcome }, countOf(totals, `kv-${operation}-${outcome}`)),
      ),
    ),
  ),
  counter("sluice_kv_repairs_total", "Values written again after an unknown outcome.", [
    plain(countOf(totals, "repaired")),
  ]),
  counter(
    "sluice_reads_total",
    "Reads by where the answer came from. Approximate: an isolate that ends loses ten seconds.",
    READ_SOURCES.map((source) => labelled({ source }, countOf(totals, `read-${source}`))),
  ),
];

const latency = (totals: Counts): Family => ({
  name: "sluice_accept_to_applied_seconds",
  help: "Time from accepting an intent until its success was reported.",
  type: "histogram",
  value: {
    cells: latencyCells(totals).map(({ toMs, count }) => ({ bound: toMs / 1_000, count })),
    sum: countOf(totals, "latency-ms") / 1_000,
  },
});

const stateGauges = ({ tally, oldestAgeMs }: Snapshot): readonly Family[] => [
  gauge("sluice_pending_intents", "Intents that the ledger has seen and that are not final.", [
    plain(tally.pending),
  ]),
  gauge(
    "sluice_held_intents",
    "Intents that wait in the ledger, by reason.",
    HOLD_REASONS.map((reason) => labelled({ reason }, tally.held[reason])),
  ),
  gauge("sluice_dead_letters", "Dead letters with a version, neither replayed nor discarded.", [
    plain(tally.dead),
  ]),
  gauge("sluice_oldest_intent_age_seconds", "Age of what waits longest; 0 when nothing waits.", [
    plain((oldestAgeMs ?? 0) / 1_000),
  ]),
];

const queueGauges = ({ queues }: Snapshot): readonly Family[] => [
  gauge(
    "sluice_queue_messages",
    "Messages in a queue, as the queue says, approximately.",
    queues.map(({ name, messages }) => labelled({ queue: name }, messages)),
  ),
  gauge(
    "sluice_queue_bytes",
    "Bytes in a queue, as the queue says, approximately.",
    queues.map(({ name, bytes }) => labelled({ queue: name }, bytes)),
  ),
];

const quotaGauges = ({ quotas, today }: Snapshot): readonly Family[] => [
  gauge(
    "sluice_quota_used",
    "Used of a daily quota since 00:00 UTC.",
    quotas.map(({ name, used }) => labelled({ quota: name }, used(today))),
  ),
  gauge(
    "sluice_quota_limit",
    "A daily quota: of the free plan, or a budget of this installation.",
    quotas.map(({ name, limit }) => labelled({ quota: name }, limit)),
  ),
];

const counter = (name: string, help: string, samples: readonly Sample[]): Family => ({
  name,
  help,
  type: "counter",
  samples,
});

const gauge = (name: string, help: string, samples: readonly Sample[]): Family => ({
  name,
  help,
  type: "gauge",
  samples,
});

const plain = (value: number): Sample => ({ labels: {}, value });
const labelled = (labels: Sample["labels"], value: number): Sample => ({ labels, value });
