import { logLine } from "../../shared/log-line.ts";
import type { ProducerEvent, ReportEvent } from "../events.ts";

/** One JSON line per event, for Workers Logs. */
export const reportToConsole: ReportEvent = (event) => {
  const { level, text } = logLine<ProducerEvent>(event);
  if (level === "info") console.log(text);
  else console.warn(text);
};
