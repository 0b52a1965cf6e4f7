import { MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { describeLedgerStoreContract } from "./ledger-store.contract.ts";

describeLedgerStoreContract("in memory", (test) => test(new MemoryLedgerStore()));
