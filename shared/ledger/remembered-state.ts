import type { Version } from "../version.ts";
import type { KeyState } from "./key-state.ts";
import { stateOfVersion, type VersionState } from "./known-versions.ts";

/**
 * The state of a version as far as it is remembered. The newest applied one always is: a repair may
 * write it again, however many touches came since.
 */
export const rememberedState = ({ known, done }: KeyState, version: Version): VersionState | null =>
  stateOfVersion(known, version) ?? (version === done ? "applied" : null);
