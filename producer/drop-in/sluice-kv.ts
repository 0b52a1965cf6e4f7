import { WorkerEntrypoint } from "cloudflare:workers";
import { kvBinding } from "../adapters/kv-reads.ts";
import { producerOf } from "../adapters/producer-of.ts";
import type { Env } from "../bindings.ts";
import { detailOf } from "../events.ts";
import { viewOfGrant } from "../l1/l1-view.ts";
import type { DropInTarget, Given } from "./drop-in-target.ts";
import { parseGrant } from "./grant.ts";
import { type KvOperation, kvError } from "./kv-error.ts";
import type { PriorityOption } from "./priority-option.ts";
import type { TagsOption } from "./put-options.ts";
import { queueTouch, type TouchOptions } from "./queue-touch.ts";
import { queueDelete, queuePut } from "./queue-write.ts";
import { getThrough, getWithMetadataThrough, listThrough } from "./read-through.ts";
import type { WaitOption, WriteReceipt } from "./wait-option.ts";

/**
 * Takes the place of `env.KV` in another Worker: KV's methods over RPC, with writes that go through
 * the pipeline. A write resolves with a receipt once it is durably queued; reads go to KV, or to the isolate's L1
 * cache where the settings switch it on. Rejects
 * with KV's own errors, and with `KV PUT failed: 503 …` when the queue did not confirm.
 *
 * ```toml
 * [[services]]
 * binding = "KV"
 * service = "sluice-producer"
 * entrypoint = "SluiceKV"
 * props = { namespace = "default", prefixes = ["user:"], scopes = ["read", "write"] }
 * ```
 *
 * ```ts
 * import type { SluiceKV } from "sluice/producer/index.ts";
 *
 * type Env = { KV: Service<SluiceKV> & KVNamespace };
 * ```
 *
 * `Service` keeps one overload of a method, the one written here; `& KVNamespace` adds the others.
 * A binding without props may do nothing. The caller needs `compatibility_date` 2024-04-03 or later:
 * before, helpers of a service binding hide `get`, `put` and `delete`
 * (https://developers.cloudflare.com/workers/configuration/compatibility-flags/).
 */
export class SluiceKV extends WorkerEntrypoint<Env> {
  get(key: string, options?: GetTextOptions): Promise<string | null>;
  async get(...given: Given): Promise<unknown> {
    return getThrough(this.#target("GET"), given);
  }

  getWithMetadata(key: string, options?: GetTextOptions): Promise<TextWithMetadata>;
  async getWithMetadata(...given: Given): Promise<unknown> {
    return getWithMetadataThrough(this.#target("GET"), given);
  }

  list(options?: KVNamespaceListOptions): Promise<KeyPage>;
  async list(...given: Given): Promise<unknown> {
    return listThrough(this.#target("GET"), given);
  }

  put(key: string, value: PutValue, options?: PutOptions): Promise<WriteReceipt>;
  async put(...given: Given): Promise<WriteReceipt> {
    return queuePut(this.#target("PUT"), given);
  }

  delete(key: string, options?: WaitOption & PriorityOption): Promise<WriteReceipt>;
  async delete(...given: Given): Promise<WriteReceipt> {
    return queueDelete(this.#target("DELETE"), given);
  }

  /** Gives what the key holds a new end, without a new value. */
  touch(key: string, options: TouchOptions & WaitOption & PriorityOption): Promise<WriteReceipt>;
  async touch(...given: Given): Promise<WriteReceipt> {
    return queueTouch(this.#target("TOUCH"), given);
  }

  #target(operation: KvOperation): DropInTarget {
    const { services } = producerOf(this.env);
    if (!services.ok) throw kvError(operation, 503, services.error.join("; "));
    const { NAMESPACES } = services.value.settings;
    const grant = parseGrant(this.ctx.props, NAMESPACES);
    if (!grant.ok) throw grant.error;
    const { report, reads } = services.value;
    const background = (task: Promise<void>): void =>
      this.ctx.waitUntil(
        task.catch((error) =>
          report({ kind: "request-failed", route: "background", detail: detailOf(error) }),
        ),
      );
    // RPC has no signal of a caller that has gone, so this one never aborts.
    return {
      kv: kvBinding(this.env, NAMESPACES, grant.value.namespace),
      grant: grant.value,
      l1: viewOfGrant(services.value.l1, grant.value, (read) => reads.note(read, background)),
      acceptance: { services: services.value, background, signal: new AbortController().signal },
      waiting: services.value,
    };
  }
}

type PutOptions = KVNamespacePutOptions & TagsOption & WaitOption & PriorityOption;
type PutValue = string | ArrayBuffer | ArrayBufferView | ReadableStream;
type GetTextOptions = Partial<KVNamespaceGetOptions<undefined>>;
/** JSON; its recursive type is too deep for the mapping of RPC types. */
type Metadata = string | number | boolean | object | null;
type TextWithMetadata = KVNamespaceGetWithMetadataResult<string, Metadata>;
type KeyPage = KVNamespaceListResult<Metadata>;
