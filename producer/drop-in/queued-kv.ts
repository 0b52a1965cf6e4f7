import { Settings } from "../../shared/settings.ts";
import { Namespace, type WriteIntent } from "../../shared/write-intent.ts";
import type { AcceptServices } from "../accept/acceptance.ts";
import { noCap } from "../accept/backlog-cap.ts";
import type { Receipt } from "../accept/receipt.ts";
import { createVersionIssuer } from "../accept/version-issuer.ts";
import { cloudflareDigest } from "../adapters/digest.ts";
import { cacheApi } from "../adapters/edge-cache.ts";
import { intentQueue, type LaneQueues } from "../adapters/queues.ts";
import { r2Payloads } from "../adapters/r2-payloads.ts";
import { reportToConsole } from "../adapters/report.ts";
import { systemClock, systemDice } from "../adapters/system-clock.ts";
import type { L1Cache } from "../l1/l1-cache.ts";
import { viewOfBinding } from "../l1/l1-view.ts";
import { notingQueue } from "../l1/noting-queue.ts";
import { MarkPace } from "../read/mark-pace.ts";
import type { DropInTarget, Given } from "./drop-in-target.ts";
import type { PriorityOption } from "./priority-option.ts";
import type { TagsOption } from "./put-options.ts";
import { queueTouch, type TouchOptions } from "./queue-touch.ts";
import { queueDelete, queuePut } from "./queue-write.ts";
import { getThrough, getWithMetadataThrough, listThrough } from "./read-through.ts";

export type QueuedKVBindings = {
  /** The namespace that the consumer writes. */
  readonly kv: KVNamespace;
  /** Bound to the queue `sluice-writes`; with `WRITE_QUEUES` over 1, all of them in order. */
  readonly writes: Queue<WriteIntent> | readonly Queue<WriteIntent>[];
  /**
   * Bound to `sluice-writes-immediate`, as many as `writes`. Without it, `priority: "immediate"` waits
   * in `writes` for a batch, too.
   */
  readonly immediate?: Queue<WriteIntent> | readonly Queue<WriteIntent>[];
  /** The consumer's bucket. Without it, values over the inline limit are refused with 413. */
  readonly payloads?: R2Bucket;
  /** The public name of `kv` in the setting `NAMESPACES`; default `default`. */
  readonly namespace?: string;
  /** Keeps what was read, for the prefixes that it was made for; make it once, outside of requests. */
  readonly l1?: L1Cache;
};

/** A KVNamespace whose writes resolve with a receipt; fits wherever a `KVNamespace` is expected. */
export type QueuedKV = QueuedWrites & KVNamespace;

type QueuedWrites = {
  put(
    key: string,
    value: string | ArrayBuffer | ArrayBufferView | ReadableStream,
    options?: KVNamespacePutOptions & TagsOption & PriorityOption,
  ): Promise<Receipt>;
  delete(key: string, options?: PriorityOption): Promise<Receipt>;
  /** Gives what the key holds a new end, without a new value. */
  touch(key: string, options: TouchOptions & PriorityOption): Promise<Receipt>;
};

/**
 * A drop-in for a Worker that binds the queue and the namespace itself, without a call to the
 * producer: the same checks, the same versions, the same messages. Cheap enough to make per request.
 * It trusts its user with the whole namespace.
 *
 * ```ts
 * import { queuedKV } from "sluice/producer/drop-in/queued-kv.ts";
 *
 * const kv = queuedKV({ kv: env.KV, writes: env.WRITES, payloads: env.PAYLOADS });
 * const { version } = await kv.put("user:1", "Ada", { expirationTtl: 3600 });
 * ```
 */
export function queuedKV(bindings: QueuedKVBindings): QueuedKV {
  const target = targetOf(bindings);
  const methods = {
    get: (...given: Given) => getThrough(target, given),
    getWithMetadata: (...given: Given) => getWithMetadataThrough(target, given),
    list: (...given: Given) => listThrough(target, given),
    put: (...given: Given) => queuePut(target, given),
    delete: (...given: Given) => queueDelete(target, given),
    touch: (...given: Given) => queueTouch(target, given),
  };
  // KV's overloads describe what these do with any arguments; the contract suite holds them to it.
  return methods as unknown as QueuedKV;
}

/** One issuer per isolate, so that writes made one after the other keep their order. */
const versions = createVersionIssuer(systemClock, systemDice);

function targetOf({
  kv,
  writes,
  immediate = writes,
  payloads,
  namespace = "default",
  l1,
}: QueuedKVBindings): DropInTarget {
  if (!Namespace.safeParse(namespace).success) {
    throw new TypeError("queuedKV: expected a namespace of 1 to 64 characters A-Z a-z 0-9 _ -");
  }
  const lanes = lanesOf(writes, immediate);
  const services: AcceptServices = {
    // Reads go to KV here, so there is no edge cache to keep fresh.
    settings: { ...Settings.parse({}), EDGE_TTL_SECONDS: 0, WRITE_QUEUES: lanes.normal.length },
    // The ledger, which counts what waits, is out of reach here.
    backlogCap: noCap,
    clock: systemClock,
    dice: systemDice,
    digest: cloudflareDigest,
    versions,
    queue: notingQueue(intentQueue(lanes), l1 ?? null, systemClock),
    payloads: payloads === undefined ? null : r2Payloads(payloads),
    edge: cacheApi,
    marks: new MarkPace(),
    report: reportToConsole,
  };
  return {
    kv,
    l1: viewOfBinding(l1 ?? null, kv),
    grant: { namespace, access: {}, scopes: ["read", "write"] },
    acceptance: {
      services,
      background: (task) => void task,
      signal: new AbortController().signal,
    },
    waiting: null,
  };
}

function lanesOf(
  writes: QueuedKVBindings["writes"],
  immediate: QueuedKVBindings["writes"],
): LaneQueues {
  const lanes = { normal: [writes].flat(), immediate: [immediate].flat() };
  if (lanes.normal.length === 0 || lanes.normal.length !== lanes.immediate.length) {
    throw new TypeError(
      "queuedKV: expected as many queues in `immediate` as in `writes`, 1 or more",
    );
  }
  // The types of an environment are written by hand: a binding that they promise may be missing.
  if (Object.values(lanes).some((queues: readonly unknown[]) => queues.includes(undefined))) {
    throw new TypeError(
      "queuedKV: expected a queue in every place of `writes` and `immediate`, got undefined: " +
        "bind it in the TOML file of this Worker",
    );
  }
  return lanes;
}
