import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe } from "vitest";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { SqlLetterStore } from "../../consumer/dead-letter-store/sql-letter-store.ts";
import { SqlReplayStore } from "../../consumer/dead-letter-store/sql-replay-store.ts";
import { letterStoreContract, type WithStores } from "../contract/letter-store.contract.ts";
import { replayStoreContract } from "../contract/replay-store.contract.ts";

let objects = 0;

/** Each test gets an object of its own, and with it an empty database. */
const inDurableObject: WithStores = async (use) => {
  const { DEAD_LETTER_STORE } = env as unknown as ConsumerEnv;
  const object = DEAD_LETTER_STORE.getByName(`contract-${objects++}`);
  await runInDurableObject(object, (_instance, context) => {
    const { sql } = context.storage;
    use({ letters: new SqlLetterStore(sql), replays: new SqlReplayStore(sql) });
  });
};

describe("the letter store in SQLite", () => letterStoreContract(inDurableObject));
describe("the replay store in SQLite", () => replayStoreContract(inDurableObject));
