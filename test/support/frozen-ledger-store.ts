import type { BodyChanges } from "../../consumer/ledger/ledger-store.ts";
import type { KeyState } from "../../shared/ledger/key-state.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { MemoryLedgerStore } from "./memory-ledger-store.ts";

/** A ledger store whose states nobody can change in place. */
export class FrozenLedgerStore extends MemoryLedgerStore {
  override saveKey(id: string, state: KeyState, bodies: BodyChanges, touchedAtMs: number): void {
    super.saveKey(id, deepFreeze(state), deepFreeze(bodies), touchedAtMs);
  }
}
