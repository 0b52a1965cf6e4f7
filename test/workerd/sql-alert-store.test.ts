import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { AlertRpc } from "../../consumer/alerts/alert-desk.ts";
import { SqlAlertStore } from "../../consumer/alerts/sql-alert-store.ts";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { describeAlertStoreContract } from "../contract/alert-store.contract.ts";
import { calmFacts } from "../support/alert-facts.ts";

const { DEAD_LETTER_STORE } = env as unknown as ConsumerEnv;
let objects = 0;

/** Each test gets an object of its own, and with it an empty database. */
describeAlertStoreContract("in SQLite", async (test) => {
  const object = DEAD_LETTER_STORE.getByName(`alerts-${objects++}`);
  await runInDurableObject(object, (_instance, context) => {
    test(new SqlAlertStore(context.storage.sql));
  });
});

it("the alerts of the dead-letter store survive the object", async () => {
  const object = DEAD_LETTER_STORE.getByName("alerts-survive");
  const alerts = object as unknown as AlertRpc;
  const dead = calmFacts({ deadLetters: 1 });
  const due = await alerts.takeAlerts(dead, { oldestSeconds: 600 });
  expect(due).toMatchObject([{ condition: "dead_letters", state: "firing" }]);
  await alerts.acknowledgeAlerts(due.map(({ id }) => id));
  await evictDurableObject(object);
  expect(await alerts.takeAlerts(dead, { oldestSeconds: 600 })).toEqual([]);
});
