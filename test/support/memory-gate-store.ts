import { firstGateState, type GateState, type GateStore } from "../../consumer/gate/gate-store.ts";

/** The gate's state in memory, in the form in which SQLite would give it back. */
export class MemoryGateStore implements GateStore {
  #text: string | null = null;
  #state: GateState = firstGateState;

  load(): GateState {
    if (this.#text !== null) this.#state = JSON.parse(this.#text);
    this.#text = null;
    return this.#state;
  }

  save(state: GateState): void {
    this.#text = JSON.stringify(state);
  }
}
