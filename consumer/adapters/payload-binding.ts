import { hexOf } from "../../shared/hex.ts";
import { payloadKey } from "../../shared/payload-key.ts";
import type { PayloadStore, Redeemed } from "../../shared/ports.ts";

/**
 * Payloads in R2. A value is read twice, once for its digest and once for KV, so that nothing of it
 * has to be buffered and KV never sees bytes that were not accepted.
 */
export const payloadBinding = (bucket: R2Bucket): PayloadStore => ({
  async redeem(version, sha256): Promise<Redeemed> {
    const key = payloadKey(version);
    const checked = await bucket.get(key);
    if (checked === null) return { kind: "missing" };
    const digest = new crypto.DigestStream("SHA-256");
    await checked.body.pipeTo(digest);
    const foundSha256 = hexOf(await digest.digest);
    if (foundSha256 !== sha256) return { kind: "mismatch", foundSha256 };
    const object = await bucket.get(key, { onlyIf: { etagMatches: checked.etag } });
    if (object === null || !("body" in object)) return { kind: "missing" };
    return { kind: "found", value: object.body };
  },
  delete: (versions) => bucket.delete(versions.map(payloadKey)),
});

/** For a consumer without a bucket: payloads can't exist, since the producer refuses large values. */
export const noPayloads: PayloadStore = {
  redeem: async () => ({ kind: "missing" }),
  delete: async () => {},
};
