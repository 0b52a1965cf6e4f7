import { describe, expect, it } from "vitest";
import { firstGateState, type GateStore } from "../../consumer/gate/gate-store.ts";
import { NOW_MS } from "../support/versions.ts";

/** Opens a store over what the one before has left. */
type Reopen = () => GateStore;

/** What the gate relies on, whatever keeps its state. */
export function describeGateStoreContract(
  name: string,
  onStore: (test: (store: GateStore, reopen: Reopen) => void) => Promise<void>,
): void {
  describe(`gate store ${name}`, () => {
    it("begins with nothing stopped and nothing spent", () =>
      onStore((store) => {
        expect(store.load()).toEqual(firstGateState);
      }));

    it("gives back what was saved last, to the next instance as well", () =>
      onStore((store, reopen) => {
        store.save({ ...firstGateState, confirmed: { 0: 1 } });
        const state = {
          ...firstGateState,
          pauses: { orders: { sinceMs: NOW_MS, reason: "ä\n'\"" } },
          confirmed: { 0: 2, 7: 3 },
        };
        store.save(state);
        expect(store.load()).toEqual(state);
        expect(reopen().load()).toEqual(state);
      }));
  });
}
