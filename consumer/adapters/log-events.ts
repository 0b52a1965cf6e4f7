import type { PipelineEvent } from "../../shared/events.ts";

const QUIET: ReadonlySet<PipelineEvent["kind"]> = new Set(["batch-processed", "swept"]);

/** One JSON line per event. Events hold neither values nor tokens, so nothing has to be left out. */
export function logEvent(event: PipelineEvent): void {
  const line = JSON.stringify(event);
  if (QUIET.has(event.kind)) console.log(line);
  else console.warn(line);
}
