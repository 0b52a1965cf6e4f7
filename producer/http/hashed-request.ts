import type { Digest } from "../ports.ts";
import { readChunks } from "./body-chunks.ts";

export type HashedRequest = {
  readonly request: Request;
  /** SHA-256 of the body in hex. Reads what is left of it, so ask once, last. */
  readonly bodySha256: () => Promise<string>;
};

/** The same request, whose body is hashed while somebody reads it. */
export function hashedRequest(digest: Digest, given: Request): HashedRequest {
  const hash = digest.start();
  if (given.body === null) return { request: given, bodySha256: () => hash.finish() };
  const hashed = given.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      async transform(chunk, controller) {
        await hash.update(chunk);
        controller.enqueue(chunk);
      },
    }),
  );
  // Node asks for `duplex`, which the types of Workers do not know.
  const init = { body: hashed, signal: given.signal, duplex: "half" } as RequestInit;
  const request = new Request(given, init);
  return {
    request,
    async bodySha256() {
      if (!request.bodyUsed) for await (const _ of readChunks(request.body));
      return hash.finish();
    },
  };
}
