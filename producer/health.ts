import * as z from "zod/mini";

/** What a Worker can say about itself without asking anybody. */
export const Health = z.lazy(() =>
  z.object({
    status: z.enum(["ok", "degraded"]),
    /** Each binding: is it there? */
    bindings: z.record(z.string(), z.boolean()),
    /** What is missing or wrong, one sentence each. */
    problems: z.array(z.string()),
  }),
);
export type Health = z.infer<typeof Health>;
