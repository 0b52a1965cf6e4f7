import { EXTRA_MS_PER_MIB } from "./settings.ts";

const BYTES_PER_MIB = 1_048_576;

type Times = { readonly PUT_TIMEOUT_MS: number; readonly LEASE_MS: number };

/** How long a put of this size may take before its outcome counts as unknown. */
export const putTimeoutMs = (times: Times, sizeBytes: number): number =>
  times.PUT_TIMEOUT_MS + extraMs(sizeBytes);

/** A lease outlasts the put it is for by the same amount, whatever the size. */
export const leaseMs = (times: Times, sizeBytes: number): number =>
  times.LEASE_MS + extraMs(sizeBytes);

const extraMs = (sizeBytes: number): number =>
  Math.ceil((sizeBytes * EXTRA_MS_PER_MIB) / BYTES_PER_MIB);
