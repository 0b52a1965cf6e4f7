import { describe, expect, it } from "vitest";
import { Fault, type FaultInput } from "./fault.ts";
import { ended, judgeWrite, type KeyPace, started, untouchedKey } from "./judge-write.ts";

const NOW_MS = 1_700_000_000_000;

function judge(pace: KeyPace, faults: readonly FaultInput[] = [], nowMs = NOW_MS) {
  const parsed = faults.map((fault) => Fault.parse(fault));
  return judgeWrite({ operation: "put", key: "user:1", pace, faults: parsed, nowMs });
}

const fault = (effect: FaultInput["effect"], times: number | null = null): FaultInput => ({
  name: "fault",
  keys: { kind: "prefix", prefix: "user:" },
  times,
  effect,
});

describe("judgeWrite", () => {
  it("takes the first write of a key", () => {
    expect(judge(untouchedKey).judgement).toEqual({ kind: "pass" });
  });

  it("refuses a write 999 ms after the end of the last one and takes it after 1,000 ms", () => {
    const pace = ended(started(untouchedKey), NOW_MS);
    expect(judge(pace, [], NOW_MS + 999).judgement).toEqual({
      kind: "refuse",
      message: "KV PUT failed: 429 Too Many Requests",
      injected: false,
    });
    expect(judge(pace, [], NOW_MS + 1_000).judgement).toEqual({ kind: "pass" });
  });

  it("refuses a write while another of its key is under way", () => {
    expect(judge(started(untouchedKey)).judgement).toMatchObject({ kind: "refuse" });
  });

  it("judges the pace first, so that a fault hides no early write and is not used up by one", () => {
    const pace = ended(started(untouchedKey), NOW_MS);
    const judged = judge(pace, [fault({ kind: "refused", status: 429 }, 1)], NOW_MS + 1);
    expect(judged.judgement).toMatchObject({ kind: "refuse", injected: false });
    expect(judged.faults).toHaveLength(1);
  });

  it("speaks the binding's words for an injected status", () => {
    expect(judge(untouchedKey, [fault({ kind: "refused", status: 500 })]).judgement).toEqual({
      kind: "refuse",
      message: "KV PUT failed: 500 Internal Server Error",
      injected: true,
    });
  });

  it("speaks the runtime's words for the daily limit", () => {
    expect(judge(untouchedKey, [fault({ kind: "daily-limit" })]).judgement).toMatchObject({
      message: "KV put() limit exceeded for the day.",
    });
  });

  it("forgets a fault after as many writes as it was given", () => {
    const first = judge(untouchedKey, [fault({ kind: "refused", status: 429 }, 2)]);
    expect(first.faults).toMatchObject([{ times: 1 }]);
    expect(judge(untouchedKey, first.faults).faults).toEqual([]);
  });

  it("leaves keys alone that a fault does not name", () => {
    const exact: FaultInput = {
      name: "exact",
      keys: { kind: "exact", key: "user:10" },
      effect: { kind: "refused", status: 500 },
    };
    expect(judge(untouchedKey, [exact]).judgement).toEqual({ kind: "pass" });
  });
});
