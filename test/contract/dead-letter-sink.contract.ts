import { describe, expect, it } from "vitest";
import { type DeadLetter, deadLetterId } from "../../shared/dead-letter.ts";
import type { DeadLetterSink } from "../../shared/ports.ts";
import { aDeadLetter, anUnreadableLetter } from "../support/a-dead-letter.ts";
import { aPut } from "../support/a-write-intent.ts";
import { versionAt } from "../support/versions.ts";

export type SinkSubject = {
  readonly sink: DeadLetterSink;
  readonly read: (id: string) => Promise<DeadLetter | null>;
};

let count = 0;
/** A letter that no other test uses. */
const freshLetter = () =>
  aDeadLetter({ intent: aPut({ version: versionAt(1_500_000_000_000 + count++) }) });

export function describeDeadLetterSinkContract(name: string, subject: () => SinkSubject): void {
  describe(`${name} takes dead letters`, () => {
    const read = (letter: DeadLetter) => subject().read(deadLetterId(letter));

    it("of both kinds, and none", async () => {
      const letters = [freshLetter(), freshLetter(), anUnreadableLetter({ messageId: "m-kinds" })];
      await subject().sink.put([]);
      await subject().sink.put(letters);
      for (const letter of letters) expect(await read(letter)).toEqual(letter);
    });

    it("once, however often they come", async () => {
      const letter = freshLetter();
      await subject().sink.put([letter]);
      await subject().sink.put([{ ...letter, detail: "told again" }]);
      expect(await read(letter)).toEqual(letter);
    });

    it("of the newest generation, whatever their order", async () => {
      const first = freshLetter();
      const second = { ...first, intent: { ...first.intent, generation: 1 }, detail: "again" };
      await subject().sink.put([first]);
      await subject().sink.put([second]);
      await subject().sink.put([first]);
      expect(await read(first)).toMatchObject({ detail: "again", intent: { generation: 1 } });
    });
  });
}
