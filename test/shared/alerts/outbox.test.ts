import { describe, expect, it } from "vitest";
import type { AlertMessage } from "../../../shared/alerts/alert-message.ts";
import { acknowledge, type Outgoing, post, takeDue } from "../../../shared/alerts/outbox.ts";

const MINUTE_MS = 60_000;

const aMessage = (
  subject: string,
  sinceMs: number,
  state: AlertMessage["state"],
): AlertMessage => ({
  id: `${subject}/${sinceMs}/${state}`,
  subject,
  condition: "dead_letters",
  state,
  sinceMs,
  atMs: sinceMs,
  summary: "A sentence.",
  details: {},
  namespace: null,
});

const begun = aMessage("a", 1, "firing");
const ended = aMessage("a", 1, "resolved");
const other = aMessage("b", 1, "firing");
const ids = (messages: readonly AlertMessage[]) => messages.map(({ id }) => id);

describe("the outbox of alerts", () => {
  it("gives a message until it is acknowledged, less often each time, at least once an hour", () => {
    let outbox: readonly Outgoing[] = post([], [begun]);
    const minutes: number[] = [];
    for (let minute = 0; minute < 300; minute++) {
      const taken = takeDue(outbox, minute * MINUTE_MS);
      outbox = taken.outbox;
      if (taken.due.length > 0) minutes.push(minute);
    }
    expect(minutes).toEqual([0, 1, 3, 7, 14, 28, 55, 109, 169, 229, 289]);
    expect(acknowledge(outbox, ids([begun]))).toEqual([]);
  });

  it("keeps the end of a condition back until its beginning has been taken", () => {
    const first = takeDue(post([], [begun, ended, other]), 0);
    expect(ids(first.due)).toEqual(ids([begun, other]));
    const second = takeDue(acknowledge(first.outbox, ids([begun, other])), 0);
    expect(ids(second.due)).toEqual(ids([ended]));
  });

  it("forgets what was not delivered of a condition when it begins again", () => {
    const again = aMessage("a", 2, "firing");
    const outbox = post(post([], [begun, ended, other]), [again]);
    expect(ids(outbox.map(({ message }) => message))).toEqual(ids([other, again]));
  });
});
