import type { ReportEvent } from "../events.ts";

/** One JSON line per event, for Workers Logs. */
export const reportToConsole: ReportEvent = (event) => {
  console.warn(JSON.stringify(event));
};
