import type { LedgerStore } from "../../consumer/ledger/ledger-store.ts";

/**
 * Runs one test on a new, empty store. The store is used only until `test` returns, so that it may
 * live inside a Durable Object.
 */
export type OnNewStore = (test: (store: LedgerStore) => void) => void | Promise<void>;

/** Declares one test that gets a new store. */
export type OnStore = (title: string, test: (store: LedgerStore) => void) => void;
