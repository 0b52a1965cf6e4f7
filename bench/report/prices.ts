/**
 * Cloudflare's prices on the paid plan beyond what is included, in dollars per million, as published
 * on the pages named here when last looked at, 2026-11-20.
 */
export const PRICES = {
  /** https://developers.cloudflare.com/kv/platform/pricing/ */
  kvWrite: 5,
  /** One per 64 kB written, read or deleted: https://developers.cloudflare.com/queues/platform/pricing/ */
  queueOperation: 0.4,
  /** Also each RPC call and each alarm: https://developers.cloudflare.com/durable-objects/platform/pricing/ */
  objectRequest: 0.15,
  /** Index entries, deletes and each setAlarm count: the same page. */
  objectRowWritten: 1,
  /** https://developers.cloudflare.com/workers/platform/pricing/ */
  workerRequest: 0.3,
} as const;

export const PRICES_DATE = "2026-11-20";
