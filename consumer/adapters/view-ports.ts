import { hexOf } from "../../shared/hex.ts";
import { payloadKey, payloadLabels } from "../../shared/payload-key.ts";
import type { Settings } from "../../shared/settings.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import type { ReadValue } from "../../shared/views/compare-with-kv.ts";
import { type ConsumerEnv, namespaceBinding } from "../bindings.ts";
import { SqlViewStore } from "../views/sql-view-store.ts";
import type { ViewPorts, ViewUploads, ViewValues } from "../views/view-ports.ts";
import { FRESHEST_CACHE_SECONDS } from "./kv-binding.ts";
import { ledgerBinding } from "./ledger-binding.ts";
import { logEvent } from "./log-events.ts";
import { queueBinding } from "./queue-binding.ts";
import { systemClock, systemDice } from "./system-clock.ts";

/** What a view reaches through the consumer's bindings. */
export const viewPorts = (
  storage: DurableObjectStorage,
  env: ConsumerEnv,
  settings: Settings,
): ViewPorts => ({
  store: new SqlViewStore(storage),
  views: settings.VIEWS,
  now: systemClock.now,
  dice: systemDice,
  alarm: storage,
  values: viewValues((namespace) => namespaceBinding(env, settings.NAMESPACES, namespace)),
  queue: queueBinding(env, settings),
  uploads: env.PAYLOADS === undefined ? null : viewUploads(env.PAYLOADS),
  ledger: ledgerBinding(env.LEDGER, settings.LEDGER_SHARDS),
  sha256: async (text) =>
    hexOf(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))),
  report: logEvent,
  settings,
});

/** KV as a rebuild reads it. */
export function viewValues(open: (namespace: string) => KVNamespace | null): ViewValues {
  const require = (namespace: string): KVNamespace => {
    const binding = open(namespace);
    if (binding === null) throw new Error(`the namespace "${namespace}" has no binding`);
    return binding;
  };
  return {
    async list(namespace, prefix, cursor) {
      const page = await require(namespace).list({ prefix, cursor });
      return {
        keys: page.keys.map(({ name, expiration, metadata }) => ({
          key: name,
          version: unstampMetadata(metadata).version ?? "",
          endsAtMs: expiration === undefined ? null : expiration * 1_000,
        })),
        cursor: page.list_complete ? null : page.cursor,
      };
    },
    async read(namespace, keys) {
      const options = { type: "text", cacheTtl: FRESHEST_CACHE_SECONDS } as const;
      const found = await require(namespace).getWithMetadata([...keys], options);
      // Of an absent key the binding gives null, whatever its type says.
      const entries: readonly (readonly [string, BulkEntry | null])[] = [...found];
      return new Map(entries.flatMap(([key, entry]) => readValue(key, entry)));
    },
  };
}

type BulkEntry = { readonly value: string | null; readonly metadata: unknown };

function readValue(
  key: string,
  entry: BulkEntry | null,
): readonly (readonly [key: string, ReadValue])[] {
  if (entry === null || entry.value === null) return [];
  const version = unstampMetadata(entry.metadata).version ?? "";
  return [[key, { version, text: entry.value }]];
}

/** The daily sweep finds the row of an object by its labels. */
const viewUploads = (bucket: R2Bucket): ViewUploads => ({
  async put(name, text) {
    await bucket.put(payloadKey(name.version), text, { customMetadata: payloadLabels(name) });
  },
});
