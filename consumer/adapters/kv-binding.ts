import type { KeyValueStore, KvExpiry } from "../../shared/ports.ts";
import { unreachable } from "../../shared/result.ts";

/** Writes over a KV namespace binding; rejects with the binding's own errors. */
export const kvBinding = (namespace: KVNamespace): KeyValueStore => ({
  put: (write) =>
    namespace.put(write.key, write.value, {
      ...expiryOptions(write.expiry),
      metadata: write.metadata,
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
