import { GATE_NAME, type GateRpc } from "../../shared/gate/protocol.ts";
import type { GateControl } from "../ports.ts";

/** The gate, which lives in the consumer's Worker; opened anew for each call. */
export function gateControl(namespace: DurableObjectNamespace): GateControl {
  const open = (): GateRpc =>
    // The class lives in another Worker, so its type cannot come with the binding.
    namespace.getByName(GATE_NAME) as unknown as GateRpc;
  return {
    pauseNamespace: (name, reason) => open().pauseNamespace(name, reason),
    resumeNamespace: (name) => open().resumeNamespace(name),
    states: (names) => open().states(names),
  };
}
