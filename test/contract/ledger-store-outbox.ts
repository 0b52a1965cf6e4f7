import { expect } from "vitest";
import { deadLetterId } from "../../shared/dead-letter.ts";
import { aDeadLetter, anUnreadableLetter } from "../support/a-dead-letter.ts";
import { aPut } from "../support/a-write-intent.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";
import type { OnStore } from "./on-store.ts";

export function describeLetters(onStore: OnStore): void {
  const letter = (n: number, generation = 0) =>
    aDeadLetter({ intent: aPut({ version: aVersion(n), generation }) });

  onStore("gives letters that are due, the longest due first", (store) => {
    store.addLetter(letter(1), NOW_MS + 2);
    store.addLetter(letter(2), NOW_MS + 1);
    store.addLetter(letter(3), NOW_MS + 3);
    expect(store.dueLetters(NOW_MS + 2, 10)).toEqual([letter(2), letter(1)]);
    expect(store.dueLetters(NOW_MS + 2, 1)).toEqual([letter(2)]);
    expect(store.dueLetters(NOW_MS, 10)).toEqual([]);
    expect(store.earliestLetterMs()).toBe(NOW_MS + 1);
  });

  onStore("keeps one letter per version and generation, the last", (store) => {
    store.addLetter(letter(1), NOW_MS);
    store.addLetter({ ...letter(1), failures: 9 }, NOW_MS);
    store.addLetter(letter(1, 1), NOW_MS);
    const failures = store.dueLetters(NOW_MS, 10).map((found) => found.failures);
    expect(failures.toSorted()).toEqual([1, 9]);
  });

  onStore("forgets exactly the version and generation that is named", (store) => {
    store.addLetter(letter(1), NOW_MS);
    store.addLetter(letter(1, 1), NOW_MS);
    store.addLetter(letter(2), NOW_MS);
    store.forgetLetter({ version: aVersion(1), generation: 0 });
    store.forgetLetter({ version: aVersion(9), generation: 0 });
    expect(store.dueLetters(NOW_MS, 10)).toEqual([letter(1, 1), letter(2)]);
    store.forgetLetter({ version: aVersion(1), generation: 1 });
    store.forgetLetter({ version: aVersion(2), generation: 0 });
    expect(store.earliestLetterMs()).toBeNull();
  });

  onStore("orders letters that are due together by version", (store) => {
    for (const n of [3, 1, 2]) store.addLetter(letter(n), NOW_MS);
    expect(store.dueLetters(NOW_MS, 10).map(deadLetterId)).toEqual([1, 2, 3].map(aVersion));
  });

  onStore("takes no letter without a version", (store) => {
    expect(() => store.addLetter(anUnreadableLetter(), NOW_MS)).toThrow();
    expect(store.earliestLetterMs()).toBeNull();
  });
}

export function describeSpentPayloads(onStore: OnStore): void {
  onStore("gives spent payloads whose time is over, the longest over first", (store) => {
    store.addSpentPayload({ version: aVersion(1), deleteAtMs: NOW_MS + 2 });
    store.addSpentPayload({ version: aVersion(2), deleteAtMs: NOW_MS + 1 });
    store.addSpentPayload({ version: aVersion(3), deleteAtMs: NOW_MS + 3 });
    expect(store.dueSpentPayloads(NOW_MS + 2, 10)).toEqual([aVersion(2), aVersion(1)]);
    expect(store.dueSpentPayloads(NOW_MS + 2, 1)).toEqual([aVersion(2)]);
    expect(store.dueSpentPayloads(NOW_MS, 10)).toEqual([]);
    expect(store.earliestSpentPayloadMs()).toBe(NOW_MS + 1);
  });

  onStore("keeps one time per payload, the last, until it is forgotten", (store) => {
    store.addSpentPayload({ version: aVersion(1), deleteAtMs: NOW_MS });
    store.addSpentPayload({ version: aVersion(1), deleteAtMs: NOW_MS + 9 });
    expect(store.earliestSpentPayloadMs()).toBe(NOW_MS + 9);
    store.forgetSpentPayload(aVersion(1));
    store.forgetSpentPayload(aVersion(1));
    expect(store.earliestSpentPayloadMs()).toBeNull();
  });
}
