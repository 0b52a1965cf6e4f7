import type { PipelineEvent } from "../../shared/events.ts";
import { logLine } from "../../shared/log-line.ts";

/** One JSON line per event, for Workers Logs. */
export function logEvent(event: PipelineEvent): void {
  const { level, text } = logLine<PipelineEvent>(event);
  if (level === "info") console.log(text);
  else console.warn(text);
}
