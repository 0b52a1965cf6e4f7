import { describe, expect, it } from "vitest";
import { runContender } from "../../bench/measure/run-contender.ts";
import { CALM, STORMY } from "../../bench/measure/side-by-side.ts";
import { sluice } from "../../bench/sluice/sluice.ts";
import { videoVariants } from "../../bench/workload.ts";
import { Settings } from "../../shared/settings.ts";

const { INLINE_LIMIT_BYTES } = Settings.parse({});
const { writes } = videoVariants({ name: "test", writes: 40, keys: 25, perSecond: 5 });
const large = writes.filter(({ sizeBytes }) => sizeBytes > INLINE_LIMIT_BYTES);

describe("videos on virtual time", () => {
  it("have values for the queue and values for the bucket", () => {
    expect(large.length).toBeGreaterThan(0);
    expect(large.length).toBeLessThan(writes.length);
  });

  it("go through the bucket once each when they are large, and leave nothing there", async () => {
    const { payloads, kv } = await runContender(sluice(), writes, CALM);
    expect(payloads).toMatchObject({ uploaded: large.length, left: 0 });
    expect(payloads.redeemed).toBeLessThanOrEqual(large.length);
    expect(kv.throttled).toBe(0);
  });

  it("end with the newest value of each key, also when everything fails now and then", async () => {
    const { finalValue, refused } = await runContender(sluice(), writes, STORMY);
    const accepted = writes.filter(({ number }) => !refused.has(number));
    for (const [key, number] of new Map(accepted.map((write) => [write.key, write.number]))) {
      expect(Number(finalValue(key)), key).toBeGreaterThanOrEqual(number);
    }
  });
});
