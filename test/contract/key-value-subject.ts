import type { KeyValueStore, KvExpiry, KvPut } from "../../shared/ports.ts";
import { type Json, stampMetadata } from "../../shared/stamp.ts";
import { aVersion } from "../support/versions.ts";

export type StoredValue = {
  readonly bytes: Uint8Array;
  readonly metadata: Json | undefined;
  /** Null for a value that stays. */
  readonly expiresAtSeconds: number | null;
};

export type KeyValueSubject = {
  readonly store: KeyValueStore;
  readonly read: (key: string) => Promise<StoredValue | null>;
  /** By the store's clock, in seconds. */
  readonly nowSeconds: () => number;
};

export type MakeSubject = () => KeyValueSubject;

const NONE: KvExpiry = { kind: "none" };
/** What the pipeline writes beside a value. */
export const METADATA = stampMetadata({ version: aVersion(1) });
export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

export const aPutOf = (fields: Partial<KvPut>): KvPut => ({
  key: "user:1",
  value: "value",
  expiry: NONE,
  metadata: METADATA,
  ...fields,
});

/** What a call rejects with; a call that does not is an error of its own. */
export const errorOf = (call: Promise<void>): Promise<unknown> =>
  call.then(
    () => new Error("nothing was refused"),
    (error: unknown) => error,
  );
