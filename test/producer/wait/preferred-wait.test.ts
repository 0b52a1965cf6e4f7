import { describe, expect, it } from "vitest";
import { preferredWaitSeconds } from "../../../producer/wait/preferred-wait.ts";

const secondsOf = (prefer: string | null) =>
  preferredWaitSeconds(new Headers(prefer === null ? {} : { Prefer: prefer }));

describe("the preference to wait", () => {
  it.each([
    ["wait=5", 5],
    ["WAIT = 5", 5],
    ['wait="5"', 5],
    ["respond-async, wait=10", 10],
    ["wait=10; why=patience", 10],
    ['note="a, wait=9", wait=3', 3],
    ['note="\\", wait=9", wait=3', 3],
    ["wait=30", 30],
    ["wait=31", 30],
    ["wait=999999999999999999999", 30],
    ["wait=3, wait=4", 3],
  ])("%s is %i seconds", (prefer, seconds) => {
    expect(secondsOf(prefer)).toBe(seconds);
  });

  it.each([
    null,
    "",
    "wait",
    "wait=",
    "wait=0",
    "wait=-1",
    "wait=1.5",
    "wait=5s",
    "wait=x, wait=5",
    "waits=5",
    "return=minimal",
    'note="wait=5"',
  ])("%s is ignored", (prefer) => {
    expect(secondsOf(prefer)).toBeNull();
  });

  it("is found in the second of two headers", () => {
    const headers = new Headers({ Prefer: "return=minimal" });
    headers.append("Prefer", "wait=7");
    expect(preferredWaitSeconds(headers)).toBe(7);
  });
});
