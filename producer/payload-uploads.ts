import type { VersionName } from "../shared/ledger/protocol.ts";
import type { Version } from "../shared/version.ts";

/**
 * Uploads of unknown length share the memory of an isolate and may have to stand in a queue for it.
 * `at-once` rejects rather than stand there.
 */
export type UploadTurn = "waits" | "at-once";

/** Where large values are put while they come in. */
export interface PayloadUploads {
  /**
   * Nothing is visible before `complete`. `sizeBytes` is exact, or null when nobody knows. Without
   * `turn` it waits.
   */
  begin(name: VersionName, sizeBytes: number | null, turn?: UploadTurn): Promise<PayloadUpload>;
  /** Deleting what is gone already is no error. */
  delete(version: Version): Promise<void>;
}

export interface PayloadUpload {
  write(chunk: Uint8Array): Promise<void>;
  complete(): Promise<void>;
  /** Leaves no object, whatever was written so far. */
  abort(): Promise<void>;
}
