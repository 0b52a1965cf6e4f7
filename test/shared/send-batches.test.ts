import { describe, expect, it } from "vitest";
import { sendBatches } from "../../shared/send-batches.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { aPut } from "../support/a-write-intent.ts";
import { fc } from "../support/property.ts";

const MAX_MESSAGES = 100;
const MAX_BYTES = 250_000;

const encodedBytes = (intents: readonly WriteIntent[]): number =>
  intents.reduce((sum, intent) => sum + Buffer.byteLength(JSON.stringify(intent)), 0);

const ofText = (text: string): WriteIntent => aPut({ value: { kind: "text", text } });

/** An intent whose encoded form has exactly this size. */
const ofBytes = (sizeBytes: number): WriteIntent =>
  ofText("x".repeat(sizeBytes - encodedBytes([ofText("")])));

describe("sendBatches", () => {
  it("loses nothing, keeps the order and both limits", () => {
    const text = fc
      .tuple(fc.constantFrom("x", "ä", "\u0007", "😀"), fc.nat(20_000))
      .map(([unit, count]) => unit.repeat(count));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 40 }), fc.nat(250), (texts, small) => {
        const intents = [...texts.map(ofText), ...Array.from({ length: small }, () => ofText(""))];
        const batches = sendBatches(intents);
        expect(batches.flat()).toEqual(intents);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(MAX_MESSAGES);
          expect(encodedBytes(batch)).toBeLessThanOrEqual(MAX_BYTES);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("makes no batch of nothing", () => {
    expect(sendBatches([])).toEqual([]);
  });

  it("sends 100 messages at once and the 101st alone", () => {
    const intents = Array.from({ length: 101 }, () => ofText(""));
    expect(sendBatches(intents).map((batch) => batch.length)).toEqual([100, 1]);
  });

  it("fills a batch to the last byte", () => {
    const halves = [ofBytes(125_000), ofBytes(125_000)];
    expect(sendBatches([...halves, ofText("")]).map((batch) => batch.length)).toEqual([2, 1]);
    const over = [ofBytes(125_000), ofBytes(125_001)];
    expect(sendBatches(over).map((batch) => batch.length)).toEqual([1, 1]);
  });
});
