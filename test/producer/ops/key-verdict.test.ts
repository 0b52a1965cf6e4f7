import { describe, expect, it } from "vitest";
import type { KeyStatus } from "../../../producer/ops/api/answers.ts";
import { keyVerdict } from "../../../producer/ops/model/key-verdict.ts";
import { atIso, NOW_MS, someLetter } from "./some-answers.ts";

const applied = { version: "v2", at: atIso(-120_000) };
const current: KeyStatus = { newest: { version: "v2" }, applied, version: "v2", state: "applied" };
const waiting: KeyStatus = { newest: { version: "v3" }, applied, version: "v3", state: "pending" };

const verdict = (
  status: KeyStatus,
  stored: string | null,
  letters: readonly ReturnType<typeof someLetter>[] = [],
) => keyVerdict({ status, stored, letters, isEveryLetterSeen: true }, NOW_MS);

describe("whether KV is current for a key", () => {
  it("is so when KV holds the newest version", () => {
    expect(verdict(current, "v2")).toEqual({
      kind: "current",
      answer: "Yes, KV is current",
      why: "The newest version was applied 2 min ago. KV holds it.",
    });
  });

  it("is so when the key was deleted or has expired", () => {
    expect(verdict(current, null)).toMatchObject({ kind: "current" });
    expect(verdict(current, null).why).toContain("it was deleted, or has expired");
  });

  it("is open for a minute while KV shows an older version, and explained after that", () => {
    const fresh = { ...current, applied: { version: "v2", at: atIso(-10_000) } };
    expect(verdict(fresh, "v1")).toMatchObject({ kind: "behind", answer: "Not yet everywhere" });
    expect(verdict(current, "v1")).toMatchObject({ kind: "current" });
    expect(verdict(current, "v1").why).toContain("when the newer write changed nothing");
  });

  it("is not so when another writer was there", () => {
    expect(verdict(current, "unstamped").kind).toBe("foreign");
  });

  it("is not known of a key that Sluice has not written", () => {
    const status: KeyStatus = { newest: null, applied: null };
    expect(verdict(status, null).why).toContain("KV has no value for it");
    expect(verdict(status, "unstamped").why).toContain("but KV has a value");
  });

  it("is not so while the newest write is on its way", () => {
    expect(verdict(waiting, "v2")).toEqual({
      kind: "behind",
      answer: "No: the newest write is on its way",
      why: "It is in a queue or being written. KV has what was applied 2 min ago.",
    });
  });

  it("is not so while it waits: why, until when, and after how many failures", () => {
    const held = { ...waiting, heldFor: "backoff", notBefore: atIso(90_000), failures: 3 };
    expect(verdict(held, "v2").why).toBe(
      "It is held after 3 failures (backoff: KV throttled or failed), not before 10:01 UTC. KV has what was applied 2 min ago.",
    );
    const long = { ...waiting, heldFor: "quota", notBefore: "2026-11-22T00:00:00.000Z" };
    expect(verdict(long, "v2").why).toContain("not before 2026-11-22 00:00:00 UTC");
    expect(verdict({ ...waiting, heldFor: "news" }, "v2").why).toContain("(news)");
  });

  it("is not so when it is dead, with the reason of this version", () => {
    const dead = { ...waiting, state: "dead", applied: null };
    const older = someLetter({ version: "v2", reason: "timeout" });
    expect(verdict(dead, null, [older, someLetter({ version: "v3" })])).toMatchObject({
      answer: "No: the newest write is dead",
      why: "It is a dead letter (kv_refused): replay or discard it. No version of it was applied yet.",
    });
  });

  it("is not so when it ended in another way", () => {
    expect(verdict({ ...waiting, state: "dropped" }, "v2").answer).toBe(
      "No: the newest write ended dropped",
    );
  });
});
