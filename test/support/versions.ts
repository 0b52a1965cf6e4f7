import { formatVersion, type Version } from "../../shared/version.ts";

/** A version stamped at this time; node and counter tell versions of one time apart. */
export const versionAt = (timeMs: number, counter = 0, node = 7): Version =>
  formatVersion({ timeMs, counter }, node);
