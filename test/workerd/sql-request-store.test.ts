import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { SqlRequestStore } from "../../consumer/ledger/sql-request-store.ts";
import { describeRequestStoreContract } from "../contract/request-store.contract.ts";

let objects = 0;

/** Each test gets an object of its own, and with it an empty database. */
describeRequestStoreContract("in SQLite", async (test) => {
  const { LEDGER } = env as unknown as ConsumerEnv;
  const object = LEDGER.getByName(`requests-${objects++}`);
  await runInDurableObject(object, (_instance, context) => {
    test(new SqlRequestStore(context.storage.sql));
  });
});
