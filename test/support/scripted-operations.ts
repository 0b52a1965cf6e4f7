import type {
  BindingProbes,
  DeadLetters,
  GateControl,
  LedgerReads,
  PurgeLedger,
  QueueMeters,
  Views,
} from "../../producer/ports.ts";
import type { AuditEntry } from "../../shared/audit.ts";
import type { ReasonCount, Replay, StoredLetter } from "../../shared/dead-letter-store-rpc.ts";
import type { NamespaceState } from "../../shared/gate/protocol.ts";
import type { Attention } from "../../shared/ledger/attention.ts";
import type { FinalState } from "../../shared/ledger/known-versions.ts";
import type { ShardSummary } from "../../shared/ledger/protocol.ts";
import type { PurgeProgress } from "../../shared/ledger/purge.ts";
import type { KeyStatus } from "../../shared/ledger/status-of-version.ts";
import { openTally } from "../../shared/ledger/tally.ts";
import type { Period } from "../../shared/metrics/period.ts";
import { seriesOf } from "../../shared/metrics/series.ts";
import { err, ok } from "../../shared/result.ts";
import type { ViewStatus } from "../../shared/views/view-rpc.ts";

/** What the producer asks of the consumer's objects, answered from fields that a test sets. */
export class ScriptedOperations {
  status: KeyStatus = { newest: null, applied: null, version: null };
  finalState: FinalState | null = null;
  summaries: readonly ShardSummary[] = [aSummary()];
  attentions: readonly Attention[] = [];
  /** Minutes that the shards have counted, open ones included. */
  minutes: readonly Period[] = [];
  letters: readonly StoredLetter[] = [];
  replay: Replay | null = null;
  /** Of the second shard; the first has nothing. */
  purge: PurgeProgress | null = null;
  reasons: readonly ReasonCount[] = [];
  entries: readonly AuditEntry[] = [];
  readonly pauses = new Map<string, NonNullable<NamespaceState["pause"]>>();
  breaker: NamespaceState["breaker"] = null;
  isBroken = false;
  oldestAtMs: number | null = null;
  /** Every question in order: name and arguments. */
  readonly asked: { readonly call: string; readonly given: readonly unknown[] }[] = [];

  readonly meters: QueueMeters = {
    read: async () => {
      this.#meet("meters");
      const meter = { messages: 3, bytes: 300, oldestAtMs: this.oldestAtMs };
      const empty = { messages: 0, bytes: 0, oldestAtMs: null };
      return { writes: meter, immediate: empty, deadLetters: empty };
    },
  };

  readonly ledger: LedgerReads = {
    status: async (request) => {
      this.#meet("status", request);
      return this.status;
    },
    states: async (shard, names) => {
      this.#meet("states", shard, names);
      return names.map(() => this.finalState);
    },
    summaries: async () => {
      this.#meet("summaries");
      return this.summaries;
    },
    attention: async (question) => {
      this.#meet("attention", question);
      return this.attentions;
    },
    series: async (ranges) => {
      this.#meet("series", ranges);
      return ranges.map((range) => seriesOf(range, this.minutes));
    },
  };

  readonly deadLetters: DeadLetters = {
    list: async (query) => {
      this.#meet("list", query);
      if (query.cursor === "not-a-cursor") {
        return err({ kind: "cursor-invalid" as const, detail: "expected a cursor of a page" });
      }
      return ok({ letters: this.letters, total: this.letters.length, cursor: null });
    },
    get: async (id, access) => {
      this.#meet("get", id, access);
      return this.letters.find((letter) => letter.id === id) ?? null;
    },
    summary: async (filter, access) => {
      this.#meet("summary", filter, access);
      return this.reasons;
    },
    discard: async (id, access, who) => {
      this.#meet("discard", id, access, who);
      return this.letters.some((letter) => letter.id === id);
    },
    discardMany: async (request, who) => {
      this.#meet("discardMany", request, who);
      const matched = this.letters.length;
      if (matched !== request.expected) return err({ kind: "count-mismatch" as const, matched });
      return ok({ matched, discarded: matched });
    },
    countReplay: async (request) => {
      this.#meet("countReplay", request);
      return { matched: 3, skipped: 1, enqueued: 2 };
    },
    startReplay: async (request, who) => {
      this.#meet("startReplay", request, who);
      if (this.replay !== null) {
        return err({ kind: "replay-busy" as const, running: this.replay.id });
      }
      return ok({ ...A_REPLAY, ratePerSecond: request.ratePerSecond });
    },
    replay: async (id) => {
      this.#meet("replay", id);
      return this.replay?.id === id ? this.replay : null;
    },
    cancelReplay: async (id, access, who) => {
      this.#meet("cancelReplay", id, access, who);
      if (this.replay?.id !== id) return err({ kind: "replay-unknown" as const });
      if (access.namespaces !== undefined) return err({ kind: "replay-forbidden" as const });
      return ok({ ...this.replay, state: "cancelled" as const });
    },
    audit: async (query) => {
      this.#meet("audit", query);
      return { entries: this.entries, cursor: query.limit === 1 ? "7" : null };
    },
  };

  readonly views: Views = {
    status: async (view) => {
      this.#meet("viewStatus", view);
      return A_VIEW_STATUS;
    },
    rebuild: async (view) => {
      this.#meet("rebuildView", view);
      return { ...A_VIEW_STATUS, isRebuilding: true };
    },
  };

  readonly purges: PurgeLedger = {
    shards: 2,
    count: async (shard, count) => {
      this.#meet("countTagged", shard, count);
      return shard === 1 ? 4 : 0;
    },
    ask: async (shard, question) => {
      this.#meet("purge", shard, question);
      if (question.kind === "find") return shard === 1 ? this.purge : null;
      const { startedAtMs } = A_PURGE;
      const idle = { ...A_PURGE, matched: 0, enqueued: 0, finishedAtMs: startedAtMs };
      return shard === 1 ? A_PURGE : idle;
    },
  };

  readonly probes: BindingProbes = {
    queue: async (name) => {
      this.#meet("probe queue", name);
      return { messages: 3 };
    },
    shard: async (index) => this.#meet("probe shard", index),
    countLetters: async () => {
      this.#meet("count letters");
      return this.letters.length;
    },
    readPayload: async (version) => {
      this.#meet("read payload", version);
      return `canary ${version}`;
    },
  };

  readonly gate: GateControl = {
    pauseNamespace: async (namespace, reason) => {
      this.#meet("pauseNamespace", namespace, reason);
      this.pauses.set(namespace, { sinceMs: 1_800_000_000_000, reason });
      return this.#namespaceState(namespace);
    },
    resumeNamespace: async (namespace) => {
      this.#meet("resumeNamespace", namespace);
      this.pauses.delete(namespace);
      return this.#namespaceState(namespace);
    },
    states: async (namespaces) => {
      this.#meet("states", namespaces);
      return namespaces.map((namespace) => this.#namespaceState(namespace));
    },
  };

  #namespaceState(namespace: string): NamespaceState {
    return {
      namespace,
      pause: this.pauses.get(namespace) ?? null,
      breaker: this.breaker,
      isConfirmed: true,
    };
  }

  #meet(call: string, ...given: readonly unknown[]): void {
    this.asked.push({ call, given });
    if (this.isBroken) throw new Error("Durable Object reset because its code was updated.");
  }
}

export const A_REPLAY: Replay = {
  id: "replay-1",
  state: "running",
  matched: 3,
  skipped: 1,
  enqueued: 0,
  ratePerSecond: 50,
  startedAtMs: 1_800_000_000_000,
  finishedAtMs: null,
};

const A_VIEW_STATUS: ViewStatus = {
  entries: 700,
  leftOut: { "not-json": 1, "no-sort-field": 2, "too-large": 3 },
  wanted: 0,
  document: { entries: 500, sizeBytes: 125_000 },
  writtenAtMs: 1_800_000_000_000,
  rebuiltAtMs: null,
  isRebuilding: false,
};

export const A_PURGE: PurgeProgress = {
  tag: "a",
  matched: 4,
  skipped: 0,
  enqueued: 1,
  startedAtMs: 1_800_000_000_000,
  finishedAtMs: null,
};

export const aSummary = (fields: Partial<ShardSummary> = {}): ShardSummary => ({
  tally: openTally(),
  oldestHeldAtMs: null,
  totals: {},
  today: {},
  ...fields,
});
