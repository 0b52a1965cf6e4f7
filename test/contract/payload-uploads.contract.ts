import { describe, expect, it } from "vitest";
import type { PayloadUpload, PayloadUploads } from "../../producer/payload-uploads.ts";
import type { Version } from "../../shared/version.ts";
import { versionAt } from "../support/versions.ts";

export type UploadsSubject = {
  readonly uploads: PayloadUploads;
  /** What lies in the store under a version. */
  readonly read: (version: Version) => Promise<Uint8Array | null>;
};

const PART_BYTES = 5_242_880;
const CHUNK_BYTES = 700_000;
let count = 0;

/** A name that no other test uses. */
const freshName = () => ({
  namespace: "default",
  key: "a key/with\nanything 🔑",
  version: versionAt(1_700_000_000_000 + count++),
});

async function writeAll(upload: PayloadUpload, sizeBytes: number, chunkBytes = CHUNK_BYTES) {
  for (let sent = 0; sent < sizeBytes; sent += chunkBytes) {
    const chunk = new Uint8Array(Math.min(chunkBytes, sizeBytes - sent)).fill(
      (sent / chunkBytes) % 251,
    );
    await upload.write(chunk);
  }
}

export function describePayloadUploadsContract(name: string, subject: () => UploadsSubject): void {
  describe(`${name} takes payloads`, () => {
    it.each([0, 1, 200_000, PART_BYTES, PART_BYTES + 1, 12_000_000])(
      "of %i bytes, whether the length is known or not",
      async (sizeBytes) => {
        const { uploads, read } = subject();
        for (const declaredBytes of [sizeBytes, null]) {
          const payload = freshName();
          const upload = await uploads.begin(payload, declaredBytes);
          await writeAll(upload, sizeBytes);
          expect(await read(payload.version)).toBeNull();
          await upload.complete();
          const stored = await read(payload.version);
          expect(stored?.byteLength).toBe(sizeBytes);
          const chunks = Array.from({ length: Math.ceil(sizeBytes / CHUNK_BYTES) }, (_, n) => n);
          expect(chunks.map((n) => stored?.at(n * CHUNK_BYTES))).toEqual(chunks);
          expect(stored?.at(-1)).toBe(chunks.at(-1));
        }
      },
    );

    it.each([
      ["known", 12_000_000],
      ["unknown", null],
    ])("and leaves no object of an aborted one; its length %s", async (_, declaredBytes) => {
      const { uploads, read } = subject();
      for (const sizeBytes of [0, 100_000, 11_000_000]) {
        const payload = freshName();
        const upload = await uploads.begin(payload, declaredBytes);
        await writeAll(upload, sizeBytes);
        await upload.abort();
        expect(await read(payload.version)).toBeNull();
      }
    });

    it("and refuses to complete one that is shorter than announced", async () => {
      const { uploads, read } = subject();
      const payload = freshName();
      const upload = await uploads.begin(payload, 1_000);
      await writeAll(upload, 999);
      await expect(upload.complete()).rejects.toThrow();
      await upload.abort();
      expect(await read(payload.version)).toBeNull();
    });

    it("and refuses to complete one that is longer than announced", async () => {
      const { uploads, read } = subject();
      const payload = freshName();
      const upload = await uploads.begin(payload, 1_000);
      const finish = async () => {
        await writeAll(upload, 2_000);
        await upload.complete();
      };
      await expect(finish()).rejects.toThrow();
      await upload.abort();
      expect(await read(payload.version)).toBeNull();
    });

    it("and deletes them; deleting again is no error", async () => {
      const { uploads, read } = subject();
      const payload = freshName();
      const upload = await uploads.begin(payload, 3);
      await writeAll(upload, 3);
      await upload.complete();
      await uploads.delete(payload.version);
      await uploads.delete(payload.version);
      expect(await read(payload.version)).toBeNull();
    });
  });
}
