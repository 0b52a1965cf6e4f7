import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { SqlGateStore } from "../../consumer/gate/sql-gate-store.ts";
import { describeGateStoreContract } from "../contract/gate-store.contract.ts";

let objects = 0;

/** Each test gets an object of its own, and with it an empty database. */
describeGateStoreContract("in SQLite", async (test) => {
  const { GATE } = env as unknown as ConsumerEnv;
  const object = GATE.getByName(`store-${objects++}`);
  await runInDurableObject(object, (_instance, context) => {
    const open = () => new SqlGateStore(context.storage.sql);
    test(open(), open);
  });
});
