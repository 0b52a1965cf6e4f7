import type { Operation } from "../../shared/ledger/key-state.ts";
import type { SettleRequest } from "../../shared/ledger/protocol.ts";
import {
  type CallOutcome,
  type Counts,
  count,
  type OpenCounts,
} from "../../shared/metrics/counts.ts";
import type { KeyValueStore } from "../../shared/ports.ts";

/** One call as KV saw it. `unknown` until KV answers, and when it answers that it does not know. */
type Call = { readonly operation: Operation; outcome: CallOutcome };

/** Every KV call of every batch, and whether a ledger shard has heard of it. */
export class KvCalls {
  readonly #made = new Map<string, Call>();
  readonly #reported = new Map<string, Counts>();

  /** The same store; a batch calls a key at most once. */
  watched(store: KeyValueStore, token: string): KeyValueStore {
    const watch = (operation: Operation, key: string, answer: Promise<void>): Promise<void> => {
      const call: Call = { operation, outcome: "unknown" };
      this.#made.set(nameOf(token, key), call);
      return answer.then(
        () => {
          call.outcome = "applied";
        },
        (error: unknown) => {
          call.outcome = outcomeOf(String(error));
          throw error;
        },
      );
    };
    return {
      read: (key) => store.read(key),
      put: (write) => watch("put", write.key, store.put(write)),
      delete: (key) => watch("delete", key, store.delete(key)),
    };
  }

  /** A report has reached its shard; what is said again counts no more. */
  reported({ token, items }: SettleRequest): void {
    for (const { key, report } of items) {
      const name = nameOf(token, key);
      const call = this.#made.get(name);
      const isOfCall = report.outcome.kind !== "hold" && report.outcome.kind !== "unused";
      if (call === undefined || !isOfCall || this.#reported.has(name)) continue;
      const counts: OpenCounts = {};
      count(counts, `kv-${call.operation}-${call.outcome}`);
      this.#reported.set(name, counts);
    }
  }

  counts(): readonly Counts[] {
    return [...this.#reported.values()];
  }
}

const nameOf = (token: string, key: string): string => `${token} ${key}`;

/** What the simulated KV's own texts mean. */
function outcomeOf(text: string): CallOutcome {
  if (text.includes("for the day")) return "quota";
  if (/failed: 4(29|09)/.test(text)) return "throttled";
  return /failed: 400/.test(text) ? "refused" : "unknown";
}
