import * as z from "zod/mini";

export const ProducerHealth = z.object({
  status: z.enum(["ok", "degraded"]),
  problems: z.array(z.string()),
});
export type ProducerHealth = z.infer<typeof ProducerHealth>;

export const DiagnosticTest = z.object({
  name: z.string(),
  namespace: z.exactOptional(z.string()),
  shard: z.exactOptional(z.number()),
  result: z.enum(["ok", "failed", "skipped"]),
  detail: z.string(),
  durationMs: z.number(),
  advice: z.exactOptional(z.string()),
});
export type DiagnosticTest = z.infer<typeof DiagnosticTest>;

export const Diagnostics = z.object({
  sluiceVersion: z.string(),
  startedAt: z.string(),
  tests: z.array(DiagnosticTest),
});
export type Diagnostics = z.infer<typeof Diagnostics>;
