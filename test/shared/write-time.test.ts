import { describe, expect, it } from "vitest";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";
import { leaseMs, putTimeoutMs } from "../../shared/write-time.ts";
import { fc } from "../support/property.ts";

const times = { PUT_TIMEOUT_MS: 5_000, LEASE_MS: 15_000 };

describe("the time of a write", () => {
  it("is the setting for a value that travels in the message", () => {
    expect(putTimeoutMs(times, 0)).toBe(5_000);
    expect(leaseMs(times, 0)).toBe(15_000);
  });

  it("grows by 500 ms per MiB", () => {
    expect(putTimeoutMs(times, 1_048_576)).toBe(5_500);
    expect(putTimeoutMs(times, MAX_VALUE_BYTES)).toBe(17_500);
    expect(leaseMs(times, MAX_VALUE_BYTES)).toBe(27_500);
  });

  it("lets the lease outlast the put by the same amount for every size", () => {
    fc.assert(
      fc.property(fc.nat(MAX_VALUE_BYTES), (sizeBytes) => {
        expect(leaseMs(times, sizeBytes) - putTimeoutMs(times, sizeBytes)).toBe(10_000);
      }),
    );
  });
});
