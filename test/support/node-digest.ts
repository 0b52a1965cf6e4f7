import { createHash, timingSafeEqual } from "node:crypto";
import type { Digest } from "../../producer/ports.ts";

/** SHA-256 by Node: workerd's own functions do not exist there. */
export const nodeDigest: Digest = {
  sha256: async (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()),
  areEqual: (a, b) => timingSafeEqual(a, b),
  start() {
    const hash = createHash("sha256");
    return {
      update: async (chunk) => {
        hash.update(chunk);
      },
      finish: async () => hash.digest("hex"),
    };
  },
};

export const sha256Hex = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex");
