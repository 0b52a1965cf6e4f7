import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import { describeLedgerStoreContract } from "../contract/ledger-store.contract.ts";

let objects = 0;

// Each test gets an object of its own, and with it an empty database.
describeLedgerStoreContract("in SQLite", async (test) => {
  const { LEDGER } = env as unknown as ConsumerEnv;
  const object = LEDGER.getByName(`contract-${objects++}`);
  await runInDurableObject(object, (_instance, context) => {
    test(new SqlLedgerStore(context.storage));
  });
});
