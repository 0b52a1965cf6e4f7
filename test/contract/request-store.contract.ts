import { describe, expect, it } from "vitest";
import type { RequestStore } from "../../consumer/ledger/request-store.ts";
import type { KnownRequest } from "../../shared/ledger/idempotency.ts";
import { NOW_MS } from "../support/versions.ts";

const CLAIMED: KnownRequest = { claim: "a", untilMs: NOW_MS + 60_000, done: null };
const DONE: KnownRequest = {
  claim: "a",
  untilMs: NOW_MS + 86_400_000,
  done: { fingerprint: "f".repeat(64), receipts: '[{"key":"ä"}]' },
};

/** What every store of requests has to do. */
export function describeRequestStoreContract(
  name: string,
  onNewStore: (test: (store: RequestStore) => void) => void | Promise<void>,
): void {
  describe(`the request store ${name}`, () => {
    const onStore = (title: string, test: (store: RequestStore) => void) =>
      it(title, () => onNewStore(test));

    onStore("knows nothing at first", (store) => {
      expect(store.load("t\nk")).toBeNull();
    });

    onStore("gives back what was saved last", (store) => {
      store.save("t\nk", CLAIMED);
      expect(store.load("t\nk")).toEqual(CLAIMED);
      store.save("t\nk", DONE);
      expect(store.load("t\nk")).toEqual(DONE);
      expect(store.load("t\nother")).toBeNull();
    });

    onStore("deletes one", (store) => {
      store.save("t\na", CLAIMED);
      store.save("t\nb", CLAIMED);
      store.delete("t\na");
      expect([store.load("t\na"), store.load("t\nb")]).toEqual([null, CLAIMED]);
    });

    onStore("forgets those whose time is over", (store) => {
      store.save("t\na", CLAIMED);
      store.save("t\nb", DONE);
      store.forgetUntil(CLAIMED.untilMs);
      expect([store.load("t\na"), store.load("t\nb")]).toEqual([null, DONE]);
    });
  });
}
