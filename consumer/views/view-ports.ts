import type { Dice } from "../../shared/backoff.ts";
import type { Report } from "../../shared/events.ts";
import type { VersionName } from "../../shared/ledger/protocol.ts";
import type { IntentQueue } from "../../shared/ports.ts";
import type { ListedKey, ReadValue } from "../../shared/views/compare-with-kv.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import type { LedgerClient } from "../ledger-client.ts";
import type { AlarmStorage } from "../timing/alarm-setter.ts";
import type { ViewStore } from "./view-store.ts";

/** What a view needs of the world. */
export type ViewPorts = {
  readonly store: ViewStore;
  readonly views: readonly ViewDefinition[];
  readonly now: () => number;
  readonly dice: Dice;
  readonly alarm: AlarmStorage;
  /** Rejects for a namespace that has no binding. */
  readonly values: ViewValues;
  readonly queue: IntentQueue;
  /** Null without the bucket: the document is then cut to what a message holds. */
  readonly uploads: ViewUploads | null;
  readonly ledger: LedgerClient;
  /** Lower-case hex. */
  readonly sha256: (text: string) => Promise<string>;
  readonly report: Report;
  readonly settings: { readonly INLINE_LIMIT_BYTES: number; readonly SKIP_UNCHANGED: boolean };
};

export type ListedPage = { readonly keys: readonly ListedKey[]; readonly cursor: string | null };

/** KV as a rebuild reads it. */
export interface ViewValues {
  /** At most 1,000 keys a page, by their bytes of UTF-8. */
  list(namespace: string, prefix: string, cursor: string | null): Promise<ListedPage>;
  /** At most 100 keys; absent ones are missing from the answer. */
  read(namespace: string, keys: readonly string[]): Promise<ReadonlyMap<string, ReadValue>>;
}

/** Where a document that is too large for a message waits for its write. */
export interface ViewUploads {
  put(name: VersionName, text: string): Promise<void>;
}

/** What a task of a ring has left. */
export type Left = "drained" | "more";
