import { formatVersion, type Version } from "../../shared/version.ts";

/** When tests take place: 2027-01-15T08:00:00Z, 16 hours before the next daily quota. */
export const NOW_MS = 1_800_000_000_000;

export const versionAt = (timeMs: number, counter = 0, node = 0): Version =>
  formatVersion({ timeMs, counter }, node);

/** The n-th version of a test: accepted `n` milliseconds after the test's beginning. */
export const aVersion = (n = 1): Version => versionAt(NOW_MS + n);
