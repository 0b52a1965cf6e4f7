import { runInDurableObject } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import { viewValues } from "../../consumer/adapters/view-ports.ts";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { SqlNewsStore } from "../../consumer/ledger/sql-news-store.ts";
import { SqlViewStore } from "../../consumer/views/sql-view-store.ts";
import { stampMetadata } from "../../shared/stamp.ts";
import { describeNewsStoreContract } from "../contract/news-store.contract.ts";
import { describeViewStoreContract } from "../contract/view-store.contract.ts";
import { describeViewValuesContract } from "../contract/view-values.contract.ts";

const env = bindings as unknown as ConsumerEnv & { readonly KV: KVNamespace };

let objects = 0;

/** Each test gets an object of its own, and with it an empty database. */
describeViewStoreContract("in SQLite", async (test) => {
  const object = env.VIEW_DESKS.getByName(`contract-${objects++}`);
  await runInDurableObject(object, (_instance, { storage }) => test(new SqlViewStore(storage)));
});

describeNewsStoreContract("in SQLite", async (test) => {
  const object = env.LEDGER.getByName(`news-${objects++}`);
  await runInDurableObject(object, (_instance, { storage }) => test(new SqlNewsStore(storage.sql)));
});

describeViewValuesContract("of a KV binding", () => ({
  values: viewValues((namespace) => (namespace === "default" ? env.KV : null)),
  put: (key, text, { version, expirationSeconds }) =>
    env.KV.put(key, text, {
      ...(version === null ? {} : { metadata: stampMetadata({ version }) }),
      ...(expirationSeconds === null ? {} : { expiration: expirationSeconds }),
    }),
}));
