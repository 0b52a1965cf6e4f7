import { describe, expect, it } from "vitest";
import { type AlertState, type AlertStore, NO_ALERTS } from "../../consumer/alerts/alert-store.ts";

const STATE: AlertState = {
  conditions: [
    {
      subject: "breaker_open:ß",
      condition: "breaker_open",
      namespace: "ß",
      sinceMs: 1_800_000_000_000,
      isFiring: true,
      calmSinceMs: null,
    },
  ],
  outbox: [
    {
      message: {
        id: "breaker_open:ß/1800000000000/firing",
        subject: "breaker_open:ß",
        condition: "breaker_open",
        state: "firing",
        sinceMs: 1_800_000_000_000,
        atMs: 1_800_000_000_000,
        summary: 'It\'s open; "quoted".',
        details: { count: 3, text: "a\nb" },
        namespace: "ß",
      },
      attempts: 2,
      notBeforeMs: 1_800_000_100_000,
    },
  ],
};

/** What every store of the alerts' state has to do. */
export function describeAlertStoreContract(
  name: string,
  onNewStore: (test: (store: AlertStore) => void) => void | Promise<void>,
): void {
  describe(`the alert store ${name}`, () => {
    it("begins with nothing", () =>
      onNewStore((store) => {
        expect(store.load()).toEqual(NO_ALERTS);
      }));

    it("gives back what was saved last", () =>
      onNewStore((store) => {
        store.save(NO_ALERTS);
        store.save(STATE);
        expect(store.load()).toEqual(STATE);
        store.save(NO_ALERTS);
        expect(store.load()).toEqual(NO_ALERTS);
      }));
  });
}
