import { describe, expect, it } from "vitest";
import type { NewAuditRow } from "../../consumer/dead-letter-store/audit-store.ts";
import type { WithStores } from "./letter-store.contract.ts";

const DISCARD: NewAuditRow = {
  tokenId: "operator",
  note: "cleaned up",
  action: "discard",
  selection: { kind: "filter", filter: { reason: "kv_refused" } },
  reach: { namespaces: ["default"] },
  replayId: null,
  matched: 3,
  discarded: 0,
  outcome: "running",
  startedAtMs: 1_000,
  endedAtMs: null,
};
const START: NewAuditRow = { ...DISCARD, action: "replay", replayId: "r", outcome: "finished" };

export function auditStoreContract(withStores: WithStores): void {
  describe("audit rows", () => {
    it("come back as they were noted, newest first, in pages", () =>
      withStores(({ audit }) => {
        const numbers = [DISCARD, START, DISCARD].map((row) => audit.add(row));
        const [first = 0, second = 0, third = 0] = numbers;
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        expect(audit.rows(null, 2)).toEqual([
          { ...DISCARD, sequence: third },
          { ...START, sequence: second },
        ]);
        expect(audit.rows(second, 2)).toEqual([{ ...DISCARD, sequence: first }]);
      }));

    it("tell of the start of a replay, not of its cancel", () =>
      withStores(({ audit }) => {
        const sequence = audit.add(START);
        audit.add({ ...START, action: "cancel", tokenId: "other" });
        expect(audit.startOf("r")).toEqual({ ...START, sequence });
        expect(audit.startOf("none")).toBeNull();
      }));

    it("count a discard while it runs, and end it", () =>
      withStores(({ audit }) => {
        const [done, broken] = [audit.add(DISCARD), audit.add(DISCARD)];
        audit.countDiscarded(done, 2);
        audit.countDiscarded(done, 1);
        audit.finish(done, "finished", 2_000);
        audit.add(START);
        audit.interrupt(9_000);
        expect(
          audit.rows(null, 10).map((row) => [row.sequence, row.outcome, row.endedAtMs]),
        ).toEqual([
          [broken + 1, "finished", null],
          [broken, "interrupted", 9_000],
          [done, "finished", 2_000],
        ]);
        expect(audit.rows(broken, 1)[0]?.discarded).toBe(3);
      }));

    it("are forgotten by when they began", () =>
      withStores(({ audit }) => {
        audit.add(DISCARD);
        const kept = audit.add({ ...DISCARD, startedAtMs: 5_000 });
        audit.collect(5_000);
        expect(audit.rows(null, 10).map((row) => row.sequence)).toEqual([kept]);
      }));
  });
}
