import type { PayloadUpload, PayloadUploads, UploadTurn } from "../../producer/payload-uploads.ts";
import type { VersionName } from "../../shared/ledger/protocol.ts";
import type { Version } from "../../shared/version.ts";

/** R2 in memory: an object appears when its upload is complete. */
export class MemoryPayloadUploads implements PayloadUploads {
  readonly objects = new Map<Version, Uint8Array>();
  readonly begun: { readonly name: VersionName; readonly sizeBytes: number | null }[] = [];
  readonly aborted: Version[] = [];
  /** What the next steps of an upload meet. */
  failing: "nothing" | "begin" | "write" | "complete" = "nothing";

  async begin(
    name: VersionName,
    sizeBytes: number | null,
    _turn?: UploadTurn,
  ): Promise<PayloadUpload> {
    this.#meet("begin");
    this.begun.push({ name, sizeBytes });
    const chunks: Uint8Array[] = [];
    const written = () => chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    return {
      write: async (chunk) => {
        this.#meet("write");
        if (sizeBytes !== null && written() + chunk.byteLength > sizeBytes) {
          throw new TypeError("Attempt to write too many bytes through a FixedLengthStream.");
        }
        chunks.push(chunk.slice());
      },
      complete: async () => {
        this.#meet("complete");
        if (sizeBytes !== null && written() < sizeBytes) {
          throw new TypeError("FixedLengthStream did not see all expected bytes before close().");
        }
        this.objects.set(name.version, new Uint8Array(Buffer.concat(chunks)));
      },
      abort: async () => {
        this.aborted.push(name.version);
        this.objects.delete(name.version);
      },
    };
  }

  async delete(version: Version): Promise<void> {
    this.objects.delete(version);
  }

  #meet(step: "begin" | "write" | "complete"): void {
    if (this.failing === step) throw new Error("We encountered an internal error. (10001)");
  }
}
