import { noCap } from "../../producer/accept/backlog-cap.ts";
import { createVersionIssuer } from "../../producer/accept/version-issuer.ts";
import type { DropInTarget } from "../../producer/drop-in/drop-in-target.ts";
import type { Grant } from "../../producer/drop-in/grant.ts";
import type { ProducerEvent } from "../../producer/events.ts";
import type { L1View } from "../../producer/l1/l1-view.ts";
import { notingQueue } from "../../producer/l1/noting-queue.ts";
import { MarkPace } from "../../producer/read/mark-pace.ts";
import type { Clock } from "../../shared/ports.ts";
import { Settings } from "../../shared/settings.ts";
import { MemoryEdgeCache } from "./memory-edge-cache.ts";
import { MemoryIntentQueue } from "./memory-intent-queue.ts";
import { MemoryPayloadUploads } from "./memory-payload-uploads.ts";
import { nodeDigest } from "./node-digest.ts";
import { NOW_MS } from "./versions.ts";

type Call = { readonly method: string; readonly given: readonly unknown[] };

/** A drop-in over fakes; its KV answers what a test tells it to, and notes how it was asked. */
export class DropInRig {
  readonly queue = new MemoryIntentQueue();
  readonly payloads = new MemoryPayloadUploads();
  readonly events: ProducerEvent[] = [];
  readonly calls: Call[] = [];
  /** What KV answers next. */
  answer: unknown = null;
  readonly target: DropInTarget;

  nowMs = NOW_MS;

  constructor(grant: Partial<Grant> = {}, l1: L1View | null = null) {
    const clock: Clock = { now: () => this.nowMs, sleep: async () => {} };
    const dice = () => 0.5;
    this.target = {
      kv: this.#kv(),
      l1,
      grant: { namespace: "default", access: {}, scopes: ["read", "write"], ...grant },
      acceptance: {
        services: {
          backlogCap: noCap,
          settings: Settings.parse({}),
          clock,
          dice,
          digest: nodeDigest,
          versions: createVersionIssuer(clock, dice),
          queue: notingQueue(this.queue, l1?.cache ?? null, clock),
          payloads: this.payloads,
          edge: new MemoryEdgeCache(() => NOW_MS),
          marks: new MarkPace(),
          report: (event) => this.events.push(event),
        },
        background: (task) => void task,
        signal: new AbortController().signal,
      },
      waiting: null,
    };
  }

  #kv(): KVNamespace {
    const method =
      (name: string) =>
      async (...given: readonly unknown[]): Promise<unknown> => {
        this.calls.push({ method: name, given });
        return this.answer;
      };
    const methods = ["get", "getWithMetadata", "list"].map((name) => [name, method(name)] as const);
    return Object.fromEntries(methods) as unknown as KVNamespace;
  }
}
