import pg from "pg";
import { type Job, PgBoss } from "pg-boss";
import { POSTGRES_USER } from "../servers/postgres.ts";
import { PACE_MS, type Peer, type PeerRun } from "./peer.ts";

type Data = { readonly key: string; readonly number: number };
type Send = (boss: PgBoss, data: Data) => Promise<unknown>;

/** pg-boss with a job per key that every newer write overwrites and puts off: a debounce. */
export const pgBossUpsert: Peer = {
  id: "pg-boss-upsert",
  open: (run) =>
    open(run, (boss, data) =>
      boss.upsert(QUEUE, data, { singletonKey: data.key, startAfter: PACE_MS / 1_000 }),
    ),
};

/** pg-boss with its own debounce: a job per key and second. */
export const pgBossDebounced: Peer = {
  id: "pg-boss-debounced",
  open: (run) =>
    open(run, (boss, data) => boss.sendDebounced(QUEUE, data, null, PACE_MS / 1_000, data.key)),
};

const QUEUE = "writes";
const DEAD_QUEUE = "dead-writes";
/** The shortest that pg-boss takes. */
const POLL_SECONDS = 0.5;
/** More than there are keys under way at a time. */
const BATCH = 100;

async function open({ postgres, name, attempts, put }: PeerRun, send: Send) {
  const connection = { host: postgres, user: POSTGRES_USER, database: "postgres" };
  const boss = new PgBoss({ ...connection, schema: name });
  const failures: Error[] = [];
  boss.on("error", (error) => failures.push(error));
  await boss.start();
  await boss.createQueue(DEAD_QUEUE);
  const retries = { retryLimit: attempts - 1, retryDelay: 1, retryBackoff: true };
  await boss.createQueue(QUEUE, { deadLetter: DEAD_QUEUE, ...retries });
  const polling = { pollingIntervalSeconds: POLL_SECONDS, burstWhenBatchFull: true };
  await boss.work(
    QUEUE,
    { ...polling, batchSize: BATCH, perJobResults: true },
    (jobs: Job<Data>[]) => Promise.all(jobs.map((job) => settle(job, put))),
  );
  const pool = new pg.Pool(connection);
  const count = async (queue: string, states: readonly string[]): Promise<number> => {
    const { rows } = await pool.query<{ count: string }>(
      `select count(*) from ${name}.job where name = $1 and state::text = any($2)`,
      [queue, states],
    );
    if (failures.length > 0) throw failures[0];
    return Number(rows[0]?.count ?? 0);
  };
  return {
    write: async (key: string, number: number) => {
      await send(boss, { key, number });
    },
    openJobs: () => count(QUEUE, ["created", "retry", "active"]),
    deadJobs: () => count(DEAD_QUEUE, ["created"]),
    replay: async () => {
      await boss.redrive(DEAD_QUEUE);
    },
    close: async () => {
      await boss.stop();
      await pool.end();
    },
  };
}

async function settle({ id, data: { key, number } }: Job<Data>, put: PeerRun["put"]) {
  try {
    await put(key, number);
    return { id, status: "completed" as const };
  } catch (error) {
    return { id, status: "failed" as const, output: String(error) };
  }
}
