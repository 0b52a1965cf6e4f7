import * as z from "zod/mini";

/** What the process of a peer says of itself, as one JSON object. */
export const PeerReport = z.strictObject({
  steady: z.strictObject({
    keys: z.number(),
    wrongKeys: z.number(),
    puts: z.number(),
    throttled: z.number(),
    /** Updates that neither reached KV nor were followed there by a newer one. */
    neverCovered: z.number(),
    /** Of what was covered. */
    p50Ms: z.number(),
    p99Ms: z.number(),
    longestMs: z.number(),
  }),
  replay: z.strictObject({
    letters: z.number(),
    rewritten: z.number(),
    /** Keys that were written anew and hold their dead letter's value now. */
    rolledBack: z.number(),
    /** Keys that were not written anew and do not hold their dead letter's value. */
    lost: z.number(),
  }),
});
export type PeerReport = z.infer<typeof PeerReport>;
