import type { VersionName } from "../../shared/ledger/protocol.ts";
import { UPLOAD_PART_BYTES } from "../../shared/limits.ts";
import { payloadKey, payloadLabels } from "../../shared/payload-key.ts";
import type { PayloadUpload, PayloadUploads } from "../payload-uploads.ts";
import { type PartBuffer, PartBuffers } from "./part-buffers.ts";

/**
 * Large values in R2. A single upload needs its length in advance; without one the value goes up in
 * parts, of which a few are in memory at a time
 * (https://developers.cloudflare.com/r2/api/workers/workers-api-reference/).
 */
export const r2Payloads = (bucket: R2Bucket): PayloadUploads => ({
  begin: async (name, sizeBytes, turn = "waits") =>
    sizeBytes === null
      ? uploadInParts(bucket, name, await buffers.take(turn))
      : uploadAtOnce(bucket, name, sizeBytes),
  delete: (version) => bucket.delete(payloadKey(version)),
});

function uploadAtOnce(bucket: R2Bucket, name: VersionName, sizeBytes: number): PayloadUpload {
  const objectKey = payloadKey(name.version);
  const { readable, writable } = new FixedLengthStream(sizeBytes);
  const writer = writable.getWriter();
  const stored = bucket.put(objectKey, readable, { customMetadata: payloadLabels(name) });
  // Its failure is seen by whoever waits; until then nobody may be waiting.
  const failed = new Promise<never>((_, reject) => stored.catch(reject));
  failed.catch(() => {});
  return {
    // A put that failed takes no more bytes: without the race a write could wait for ever.
    write: (chunk) => Promise.race([writer.write(chunk), failed]),
    async complete() {
      await Promise.race([writer.close(), failed]);
      await stored;
    },
    async abort() {
      await Promise.allSettled([writer.abort("the upload was given up"), stored]);
      await bucket.delete(objectKey);
    },
  };
}

/** Of all requests of this isolate. */
const buffers = new PartBuffers();

async function uploadInParts(
  bucket: R2Bucket,
  name: VersionName,
  { bytes: buffer, release }: PartBuffer,
): Promise<PayloadUpload> {
  const objectKey = payloadKey(name.version);
  try {
    const customMetadata = payloadLabels(name);
    const upload = await bucket.createMultipartUpload(objectKey, { customMetadata });
    return partsInto(upload, buffer, release, () => bucket.delete(objectKey));
  } catch (error) {
    release();
    throw error;
  }
}

function partsInto(
  upload: R2MultipartUpload,
  buffer: Uint8Array,
  release: () => void,
  deleteObject: () => Promise<void>,
): PayloadUpload {
  const parts: R2UploadedPart[] = [];
  let filled = 0;
  const flush = async (): Promise<void> => {
    parts.push(await upload.uploadPart(parts.length + 1, buffer.subarray(0, filled)));
    filled = 0;
  };
  return {
    async write(chunk) {
      for (let offset = 0; offset < chunk.byteLength; ) {
        const taken = chunk.subarray(offset, offset + UPLOAD_PART_BYTES - filled);
        buffer.set(taken, filled);
        filled += taken.byteLength;
        offset += taken.byteLength;
        if (filled === UPLOAD_PART_BYTES) await flush();
      }
    },
    async complete() {
      if (filled > 0 || parts.length === 0) await flush();
      await upload.complete(parts);
      release();
    },
    async abort() {
      // Aborting fails when the upload had completed; then the object is what has to go.
      await Promise.allSettled([upload.abort()]);
      release();
      await deleteObject();
    },
  };
}
