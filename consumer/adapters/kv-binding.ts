import type { KeyValueStore, KvExpiry } from "../../shared/ports.ts";
import { unreachable } from "../../shared/result.ts";
import type { Json } from "../../shared/stamp.ts";

/** The shortest that KV takes (https://developers.cloudflare.com/kv/api/read-key-value-pairs/). */
export const FRESHEST_CACHE_SECONDS = 30;

/** A KV namespace binding; rejects with the binding's own errors. */
export const kvBinding = (namespace: KVNamespace): KeyValueStore => ({
  read: async (key) => {
    const options = { type: "arrayBuffer", cacheTtl: FRESHEST_CACHE_SECONDS } as const;
    const { value, metadata } = await namespace.getWithMetadata<Json>(key, options);
    return value === null
      ? null
      : { value: new Uint8Array(value), metadata: metadata ?? undefined };
  },
  put: (write) =>
    namespace.put(write.key, write.value, {
      ...expiryOptions(write.expiry),
      ...(write.metadata === undefined ? {} : { metadata: write.metadata }),
    }),
  delete: (key) => namespace.delete(key),
});

function expiryOptions(expiry: KvExpiry): KVNamespacePutOptions {
  switch (expiry.kind) {
    case "none":
      return {};
    case "at":
      return { expiration: expiry.epochSeconds };
    case "after":
      return { expirationTtl: expiry.ttlSeconds };
    default:
      return unreachable(expiry);
  }
}
