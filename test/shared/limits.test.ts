import { describe, expect, it } from "vitest";
import {
  MAX_MESSAGE_BYTES,
  MAX_QUEUE_RETENTION_DAYS,
  MAX_SEND_BYTES,
  QUEUE_RETENTION_DAYS,
} from "../../shared/limits.ts";
import { parseSettings, Settings } from "../../shared/settings.ts";
import { aPut } from "../support/a-write-intent.ts";

/** What replays and holds may add to an envelope after it was measured. */
const GROWTH_BYTES = 1_000;

describe("the limits", () => {
  it("let one sendBatch take any single message", () => {
    expect(MAX_MESSAGE_BYTES).toBeLessThan(MAX_SEND_BYTES);
  });

  it("leave an inline value room to grow into a message of the queue", () => {
    const largest = parseSettings({ INLINE_LIMIT_BYTES: 120_000 });
    expect(largest.ok && largest.value.INLINE_LIMIT_BYTES + GROWTH_BYTES).toBeLessThan(
      MAX_MESSAGE_BYTES,
    );
  });

  it("take an envelope with the longest key inline at the least inline limit", () => {
    const least = JSON.stringify(aPut({ key: "x".repeat(512) })).length;
    expect(least).toBeLessThan(1_024);
  });

  it("let a row outlive every message that may name it", () => {
    expect(QUEUE_RETENTION_DAYS).toBeLessThanOrEqual(MAX_QUEUE_RETENTION_DAYS);
    expect(Settings.parse({}).RETENTION_DAYS).toBeGreaterThan(MAX_QUEUE_RETENTION_DAYS);
  });
});
