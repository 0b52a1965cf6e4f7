import { describe, expect, it } from "vitest";
import type { BodyChanges, ShardRow } from "../../../consumer/ledger/ledger-store.ts";
import type { KeyState } from "../../../shared/ledger/key-state.ts";
import { MemoryLedgerStore } from "../memory-ledger-store.ts";
import { LedgerTwins } from "./ledger-twins.ts";

const SEED = 1;
const OPERATIONS = 5_000;

/* Stores with one mistake each. */

class LeavesHalfOfWhatThrew extends MemoryLedgerStore {
  override transaction<T>(run: () => T): T {
    return run();
  }
}

class KeepsDeletedBodies extends MemoryLedgerStore {
  override saveKey(id: string, state: KeyState, bodies: BodyChanges, touchedAtMs: number): void {
    const held = bodies.held ?? undefined;
    super.saveKey(id, state, { ...bodies, held }, touchedAtMs);
  }
}

class TouchesTooLate extends MemoryLedgerStore {
  override saveKey(id: string, state: KeyState, bodies: BodyChanges, touchedAtMs: number): void {
    super.saveKey(id, state, bodies, touchedAtMs + 1);
  }
}

class OrdersDueKeysByName extends MemoryLedgerStore {
  override dueKeys(...given: Parameters<MemoryLedgerStore["dueKeys"]>): readonly string[] {
    return super.dueKeys(...given).toSorted();
  }
}

class ForgetsPauses extends MemoryLedgerStore {
  override saveShard(row: ShardRow): void {
    super.saveShard({ ...row, pauses: { put: 0, delete: 0 } });
  }
}

class KeepsSpentPayloads extends MemoryLedgerStore {
  override forgetSpentPayload(): void {}
}

/** Runs both and compares their rows. */
function compare(other: MemoryLedgerStore): void {
  const twins = new LedgerTwins(SEED);
  twins.run(other, OPERATIONS);
  const contents = twins.contents(other);
  expect(contents.other).toEqual(contents.memory);
}

describe("two ledgers with the same calls", () => {
  it("agree over stores that do the same", () => {
    compare(new MemoryLedgerStore());
  });

  it.each([
    ["leaves half of a transaction that threw", LeavesHalfOfWhatThrew],
    ["keeps bodies that are deleted", KeepsDeletedBodies],
    ["notes a touch a millisecond too late", TouchesTooLate],
    ["orders what is due by name", OrdersDueKeysByName],
    ["forgets pauses", ForgetsPauses],
    ["keeps payloads that are deleted", KeepsSpentPayloads],
  ])("disagree when one store %s", (_, Store) => {
    expect(() => compare(new Store())).toThrow();
  });
});
