import type { PurgeTask } from "../../consumer/ledger/purge-store.ts";
import { initialPace } from "../../consumer/timing/task-pace.ts";
import { aVersion, NOW_MS } from "./versions.ts";

/** A purge that has just begun, without limits to its reach. */
export const aPurgeTask = (fields: Partial<PurgeTask> = {}): PurgeTask => ({
  id: `purge_${aVersion()}`,
  tag: "red",
  version: aVersion(),
  access: {},
  ratePerSecond: 10,
  skipUnchanged: true,
  matched: 3,
  skipped: 0,
  enqueued: 1,
  startedAtMs: NOW_MS,
  finishedAtMs: null,
  afterId: "default\na",
  isAgain: false,
  positions: 1,
  steps: 1,
  pace: initialPace,
  dueAtMs: NOW_MS,
  ...fields,
});
