/** After a run, this long nothing begins: a run costs writes. */
export const REST_MS = 10_000;
/** Longer than a run takes: one whose isolate lost its request does not bar the next for ever. */
const MAX_RUN_MS = 120_000;

/** Lets one diagnosis at a time into an isolate. */
export class DiagnosticsGate {
  #closedUntilMs = Number.NEGATIVE_INFINITY;

  /** False while another one runs or has just ended. */
  enter(nowMs: number): boolean {
    if (nowMs < this.#closedUntilMs) return false;
    this.#closedUntilMs = nowMs + MAX_RUN_MS;
    return true;
  }

  leave(nowMs: number): void {
    this.#closedUntilMs = nowMs + REST_MS;
  }
}
