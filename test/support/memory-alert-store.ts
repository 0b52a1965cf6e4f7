import { type AlertState, type AlertStore, NO_ALERTS } from "../../consumer/alerts/alert-store.ts";

/** Keeps the state as the text that the real one keeps. */
export class MemoryAlertStore implements AlertStore {
  #text: string | null = null;
  saves = 0;

  load(): AlertState {
    return this.#text === null ? NO_ALERTS : JSON.parse(this.#text);
  }

  save(state: AlertState): void {
    this.saves += 1;
    this.#text = JSON.stringify(state);
  }
}
