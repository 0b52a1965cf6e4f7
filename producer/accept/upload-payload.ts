import type { VersionName } from "../../shared/ledger/protocol.ts";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";
import type { PayloadReceipt } from "../../shared/ports.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { detailOf } from "../events.ts";
import type { Chunk } from "../http/body-chunks.ts";
import type { PayloadUpload, PayloadUploads } from "../payload-uploads.ts";
import type { Services } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";

type Uploader = Pick<Services, "digest" | "report"> & { readonly payloads: PayloadUploads };

/**
 * Sends chunks to R2 as they come and hashes them on the way. Whatever goes wrong, no object is
 * left: the message that would refer to it is not sent.
 */
export async function uploadPayload(
  services: Uploader,
  name: VersionName,
  chunks: AsyncIterable<Chunk>,
  declaredBytes: number | null,
): Promise<Result<PayloadReceipt, Problem>> {
  const begun = await reach(services, "R2", () => services.payloads.begin(name, declaredBytes));
  if (!begun.ok) return begun;
  const stored = await reach(services, "R2", () =>
    store(services, begun.value, chunks, declaredBytes),
  );
  const outcome = stored.ok ? stored.value : stored;
  if (!outcome.ok) await giveUp(services, begun.value, name);
  return outcome;
}

async function store(
  { digest }: Uploader,
  upload: PayloadUpload,
  chunks: AsyncIterable<Chunk>,
  declaredBytes: number | null,
): Promise<Result<PayloadReceipt, Problem>> {
  const hash = digest.start();
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    if (!chunk.ok) return chunk;
    sizeBytes += chunk.value.byteLength;
    const refusal = sizeProblem(sizeBytes, declaredBytes);
    if (refusal !== null) return err(refusal);
    await hash.update(chunk.value);
    await upload.write(chunk.value);
  }
  if (declaredBytes !== null && sizeBytes < declaredBytes) {
    return err(lengthProblem(declaredBytes, `the body ended after ${sizeBytes}`));
  }
  await upload.complete();
  return ok({ sha256: await hash.finish(), sizeBytes });
}

async function giveUp(services: Uploader, upload: PayloadUpload, name: VersionName): Promise<void> {
  try {
    await upload.abort();
  } catch (error) {
    const { version } = name;
    services.report({ kind: "payload-left-behind", version, detail: detailOf(error) });
  }
}

/** Why a body must not go on; null while it may. */
export function sizeProblem(sizeBytes: number, declaredBytes: number | null): Problem | null {
  if (sizeBytes > MAX_VALUE_BYTES) return valueTooLarge();
  if (declaredBytes === null || sizeBytes <= declaredBytes) return null;
  return lengthProblem(declaredBytes, "the body is longer");
}

export const valueTooLarge = (): Problem =>
  problem("value-too-large", `expected at most ${MAX_VALUE_BYTES} bytes, which is what KV stores`);

export function lengthProblem(declaredBytes: number, got: string): Problem {
  const detail = `expected ${declaredBytes} bytes as announced; ${got}`;
  return problem("body-incomplete", detail, { errors: [{ header: "Content-Length", detail }] });
}
