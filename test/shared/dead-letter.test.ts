import { describe, expect, it } from "vitest";
import { DeadLetter, deadLetterId, deadLetterSizeBytes } from "../../shared/dead-letter.ts";
import { FAILURE_REASONS } from "../../shared/failure.ts";
import { aDeadLetter, anUnreadableLetter } from "../support/a-dead-letter.ts";
import { aPut } from "../support/a-write-intent.ts";
import { anIntent } from "../support/intent-arbitrary.ts";
import { fc } from "../support/property.ts";
import { aVersion } from "../support/versions.ts";

describe("a dead letter", () => {
  it("reads back what was written as JSON, for every intent and reason", () => {
    fc.assert(
      fc.property(anIntent, fc.constantFrom(...FAILURE_REASONS), (intent, reason) => {
        const letter = aDeadLetter({ intent, reason });
        const parsed = DeadLetter.parse(JSON.parse(JSON.stringify(letter)));
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(letter));
      }),
    );
  });

  it("may hold a message that could not be read", () => {
    const letter = anUnreadableLetter({ body: "\u0000 not JSON" });
    expect(DeadLetter.parse(JSON.parse(JSON.stringify(letter)))).toEqual(letter);
  });

  it.each<readonly [string, unknown]>([
    ["an unknown reason", { ...aDeadLetter(), reason: "bad luck" }],
    ["an extra member", { ...aDeadLetter(), value: "secret" }],
    ["a negative count", aDeadLetter({ failures: -1 })],
    ["an intent that is none", { ...aDeadLetter(), intent: { op: "put" } }],
    ["an unknown kind", { ...aDeadLetter(), kind: "lost" }],
  ])("has not %s", (_case, letter) => {
    expect(DeadLetter.safeParse(letter).success).toBe(false);
  });

  it("is named by the version of its intent, whatever the generation", () => {
    const letter = aDeadLetter({ intent: aPut({ version: aVersion(7), generation: 3 }) });
    expect(deadLetterId(letter)).toBe(aVersion(7));
  });

  it("is named by the message's id when there is no version", () => {
    expect(deadLetterId(anUnreadableLetter({ messageId: "abc" }))).toBe("raw_abc");
  });

  it("is as large as the encoded envelope or the raw body", () => {
    const intent = aPut({ value: { kind: "text", text: "ä\n" } });
    expect(deadLetterSizeBytes(aDeadLetter({ intent }))).toBe(
      Buffer.byteLength(JSON.stringify(intent)),
    );
    expect(deadLetterSizeBytes(anUnreadableLetter({ body: "ä" }))).toBe(2);
  });
});
