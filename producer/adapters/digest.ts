import { hexOf } from "../../shared/hex.ts";
import type { Digest } from "../ports.ts";

/**
 * SHA-256 by the runtime. `timingSafeEqual` and `DigestStream` exist in workerd only
 * (https://developers.cloudflare.com/workers/runtime-apis/web-crypto/).
 */
export const cloudflareDigest: Digest = {
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)),
  areEqual: (a, b) => crypto.subtle.timingSafeEqual(a, b),
  start() {
    const stream = new crypto.DigestStream("SHA-256");
    const writer = stream.getWriter();
    return {
      update: (chunk) => writer.write(chunk),
      async finish() {
        await writer.close();
        return hexOf(await stream.digest);
      },
    };
  },
};
