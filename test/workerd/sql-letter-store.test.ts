import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { SqlAuditStore } from "../../consumer/dead-letter-store/sql-audit-store.ts";
import { SqlLetterStore } from "../../consumer/dead-letter-store/sql-letter-store.ts";
import { SqlReplayStore } from "../../consumer/dead-letter-store/sql-replay-store.ts";
import { auditStoreContract } from "../contract/audit-store.contract.ts";
import { letterStoreContract, type WithStores } from "../contract/letter-store.contract.ts";
import { replayStoreContract } from "../contract/replay-store.contract.ts";

let objects = 0;

/** Each test gets an object of its own, and with it an empty database. */
const inDurableObject: WithStores = async (use) => {
  const { DEAD_LETTER_STORE } = env as unknown as ConsumerEnv;
  const object = DEAD_LETTER_STORE.getByName(`contract-${objects++}`);
  await runInDurableObject(object, (_instance, context) => {
    const { sql } = context.storage;
    use({
      letters: new SqlLetterStore(sql),
      replays: new SqlReplayStore(sql),
      audit: new SqlAuditStore(sql),
    });
  });
};

describe("the letter store in SQLite", () => letterStoreContract(inDurableObject));
describe("the audit store in SQLite", () => auditStoreContract(inDurableObject));
describe("the replay store in SQLite", () => replayStoreContract(inDurableObject));

describe("tables of the first version", () => {
  it("get the columns that came later, and keep their rows", async () => {
    const { DEAD_LETTER_STORE } = env as unknown as ConsumerEnv;
    const object = DEAD_LETTER_STORE.getByName(`contract-${objects++}`);
    await runInDurableObject(object, (_instance, context) => {
      const { sql } = context.storage;
      sql.exec("ALTER TABLE replays DROP COLUMN cancelled_at_ms");
      sql.exec(
        `INSERT INTO replays (id, rate_per_second, matched, skipped, enqueued, started_at_ms, streak, not_before_ms)
          VALUES ('old', 1, 0, 0, 0, 0, 0, 0)`,
      );
      const replays = new SqlReplayStore(sql);
      replays.cancel("old", 5);
      expect(replays.get("old")).toMatchObject({ id: "old", cancelledAtMs: 5 });
    });
  });
});
