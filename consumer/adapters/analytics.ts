import type { PipelineEvent, Report } from "../../shared/events.ts";

type BatchProcessed = Extract<PipelineEvent, { readonly kind: "batch-processed" }>;

/**
 * Also writes one data point per batch, if a dataset of Analytics Engine is bound as `ANALYTICS`
 * (https://developers.cloudflare.com/analytics/analytics-engine/get-started/). Nobody waits for it and
 * a redelivered batch counts again: exact figures are the ledger's.
 */
export function withAnalytics(report: Report, dataset: AnalyticsEngineDataset | undefined): Report {
  if (dataset === undefined) return report;
  return (event) => {
    report(event);
    if (event.kind === "batch-processed") dataset.writeDataPoint(dataPointOf(event));
  };
}

/** The order is part of every query on the dataset: add at the end only (docs/monitoring/README.md). */
const dataPointOf = (event: BatchProcessed): AnalyticsEngineDataPoint => ({
  indexes: [event.queue],
  blobs: [event.queue],
  doubles: [
    event.deliveries,
    event.applied,
    event.unchanged,
    event.superseded,
    event.held,
    event.dead,
    event.retried,
    event.durationMs,
  ],
});
