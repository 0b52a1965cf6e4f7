import { describe, expect, it } from "vitest";
import type { IntentQueue } from "../../shared/ports.ts";
import { aDelete } from "../support/a-write-intent.ts";
import { aVersion } from "../support/versions.ts";

const intents = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    aDelete({ key: `contract-${index}`, version: aVersion(index) }),
  );

export function describeIntentQueueContract(name: string, subject: () => IntentQueue): void {
  describe(`${name} as a queue of intents`, () => {
    it("confirms one intent and a hundred, on both lanes", async () => {
      for (const lane of ["normal", "immediate"] as const) {
        await subject().send(lane, intents(1));
        await subject().send(lane, intents(100));
      }
    });

    it("refuses none and a hundred and one", async () => {
      await expect(subject().send("normal", [])).rejects.toThrow();
      await expect(subject().send("normal", intents(101))).rejects.toThrow();
    });
  });
}
