import { describe, it } from "vitest";
import { describeDueKeys, describeKeys, describeOrder } from "./ledger-store-keys.ts";
import { describeLetters, describeSpentPayloads } from "./ledger-store-outbox.ts";
import { describePurges, describeTags } from "./ledger-store-tags.ts";
import {
  describeBuckets,
  describeShardRow,
  describeTransactions,
} from "./ledger-store-transactions.ts";
import type { OnNewStore, OnStore } from "./on-store.ts";

/** What every ledger store has to do, whatever it keeps its rows in. */
export function describeLedgerStoreContract(name: string, onNewStore: OnNewStore): void {
  describe(`the ledger store ${name}`, () => {
    const onStore: OnStore = (title, test) => it(title, () => onNewStore(test));

    describeKeys(onStore);
    describeOrder(onStore);
    describeDueKeys(onStore);
    describeLetters(onStore);
    describeSpentPayloads(onStore);
    describeTags(onStore);
    describePurges(onStore);
    describeShardRow(onStore);
    describeBuckets(onStore);
    describeTransactions(onStore);
  });
}
