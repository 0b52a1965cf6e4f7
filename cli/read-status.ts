import type * as z from "zod/mini";
import { ok, type Result } from "../shared/result.ts";
import { Backlog, type Figures, Metrics, Usage } from "./api-schemas.ts";
import { type Failure, isAbsent } from "./failure.ts";
import type { HttpClient } from "./http-client.ts";

/** All that `status` shows of the pipeline. A producer of an earlier version knows the backlog only. */
export type PipelineStatus = {
  readonly backlog: Backlog;
  readonly lastHour: Figures | null;
  readonly usage: Usage | null;
};

export async function readStatus(api: HttpClient): Promise<Result<PipelineStatus, Failure>> {
  const [backlog, metrics, usage] = await Promise.all([
    api.sendForJson({ method: "GET", path: "/v1/backlog" }, Backlog),
    readIfKnown(api, "/v1/metrics", Metrics, { window: "1h" }),
    readIfKnown(api, "/v1/usage", Usage),
  ]);
  if (!backlog.ok) return backlog;
  if (!metrics.ok) return metrics;
  if (!usage.ok) return usage;
  return ok({
    backlog: backlog.value,
    lastHour: metrics.value?.totals ?? null,
    usage: usage.value,
  });
}

async function readIfKnown<T extends z.core.$ZodType>(
  api: HttpClient,
  path: string,
  schema: T,
  query: Readonly<Record<string, string>> = {},
): Promise<Result<z.infer<T> | null, Failure>> {
  const answer = await api.sendForJson({ method: "GET", path, query }, schema);
  return !answer.ok && isAbsent(answer.error) ? ok(null) : answer;
}
