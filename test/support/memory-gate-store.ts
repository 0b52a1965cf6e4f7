import { firstGateState, type GateState, type GateStore } from "../../consumer/gate/gate-store.ts";

/** What outlives the stores over it. States are replaced, never changed. */
export type GateRow = { state: GateState };

export const newGateRow = (): GateRow => ({ state: firstGateState });

/** The gate's state in memory. Each store begins with the form in which SQLite would give it back. */
export class MemoryGateStore implements GateStore {
  readonly #row: GateRow;
  #state: GateState;

  constructor(row: GateRow = newGateRow()) {
    this.#row = row;
    this.#state = JSON.parse(JSON.stringify(row.state));
  }

  load(): GateState {
    return this.#state;
  }

  save(state: GateState): void {
    this.#row.state = state;
    this.#state = state;
  }
}
