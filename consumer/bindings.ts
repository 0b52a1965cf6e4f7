import type { DeadLetterStoreRpc } from "../shared/dead-letter-store-rpc.ts";
import type { GateRpc } from "../shared/gate/protocol.ts";
import type { LedgerShardRpc } from "../shared/ledger/protocol.ts";
import { parseSettings, type Settings } from "../shared/settings.ts";
import type { ViewRpc } from "../shared/views/view-rpc.ts";
import type { AlertRpc } from "./alerts/alert-desk.ts";

/**
 * The bindings of wrangler.consumer.toml. KV namespaces are found by the setting NAMESPACES, queues by
 * WRITE_QUEUES.
 */
export type ConsumerEnv = {
  readonly PAYLOADS?: R2Bucket;
  /** Optional: one data point per batch. */
  readonly ANALYTICS?: AnalyticsEngineDataset;
  readonly LEDGER: DurableObjectNamespace<Rpc.DurableObjectBranded & LedgerShardRpc>;
  readonly DEAD_LETTER_STORE: DurableObjectNamespace<
    Rpc.DurableObjectBranded & DeadLetterStoreRpc & AlertRpc
  >;
  readonly VIEW_DESKS: DurableObjectNamespace<Rpc.DurableObjectBranded & ViewRpc>;
  readonly GATE: DurableObjectNamespace<Rpc.DurableObjectBranded & GateRpc>;
};

/** All settings; throws with one sentence per wrong variable, so that the Worker does not run on. */
export function requireSettings(env: object): Settings {
  const settings = parseSettings(env);
  if (settings.ok) return settings.value;
  throw new Error(`wrong settings, correct [vars]: ${settings.error.join("; ")}`);
}

/** The namespace binding behind a public name; null when the setting or the binding is missing. */
export function namespaceBinding(
  env: object,
  namespaces: Readonly<Record<string, string>>,
  name: string,
): KVNamespace | null {
  if (!Object.hasOwn(namespaces, name)) return null;
  const binding: unknown = Reflect.get(env, namespaces[name] ?? "");
  return isNamespace(binding) ? binding : null;
}

/** A service binding with KV's methods serves as well as a namespace. */
const isNamespace = (binding: unknown): binding is KVNamespace =>
  typeof binding === "object" && binding !== null;
