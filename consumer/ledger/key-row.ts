import { dueOf, laneOf } from "../../shared/ledger/due.ts";
import type { KeyState } from "../../shared/ledger/key-state.ts";
import type { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { BodyChanges } from "./ledger-store.ts";

/** The parameters of `SAVE_KEY`, in its order. */
export function keyRow(
  id: string,
  state: KeyState,
  bodies: BodyChanges,
  touchedAtMs: number,
): readonly (string | number | null)[] {
  const due = dueOf(state);
  return [
    id,
    JSON.stringify({ ...state, known: state.known.horizon }),
    state.known.entries,
    bodies.held === undefined ? 0 : 1,
    encodeBody(bodies.held),
    bodies.kept === undefined ? 0 : 1,
    encodeBody(bodies.kept),
    due?.atMs ?? null,
    due === null ? null : laneOf(id, due),
    heldVersion(state),
    touchedAtMs,
  ];
}

/** Of what waits, when something does. */
export const heldVersion = ({ held, touch }: KeyState): Version | null =>
  held?.version ?? touch?.intent.version ?? null;

const encodeBody = (body: WriteIntent | null | undefined) => (body ? JSON.stringify(body) : null);
