import { Logger, makeWorkerUtils, run } from "graphile-worker";
import pg from "pg";
import { POSTGRES_USER } from "../servers/postgres.ts";
import { CONCURRENCY, PACE_MS, type Peer, POLL_MS } from "./peer.ts";

/**
 * graphile-worker with a job per key whose payload newer writes replace and whose time stays: a
 * throttle (https://worker.graphile.org/docs/job-key).
 */
export const graphilePreserveRunAt: Peer = {
  id: "graphile-preserve-run-at",
  open: async ({ postgres, name, attempts, put }) => {
    const pgPool = new pg.Pool({ host: postgres, user: POSTGRES_USER, database: "postgres" });
    const options = { pgPool, schema: name, logger: SILENT, noHandleSignals: true };
    const runner = await run({
      ...options,
      concurrency: CONCURRENCY,
      pollInterval: POLL_MS,
      taskList: {
        put: async (payload) => {
          const { key, number } = payload as { readonly key: string; readonly number: number };
          await put(key, number);
        },
      },
    });
    const utils = await makeWorkerUtils(options);
    const ids = async (condition: string): Promise<readonly string[]> => {
      const { rows } = await pgPool.query<{ id: string }>(
        `select id from ${name}.jobs where ${condition}`,
      );
      return rows.map(({ id }) => id);
    };
    const DEAD = "attempts >= max_attempts and locked_at is null";
    return {
      write: async (key, number) => {
        const runAt = new Date(Date.now() + PACE_MS);
        const spec = { jobKey: key, jobKeyMode: "preserve_run_at", runAt } as const;
        await utils.addJob("put", { key, number }, { ...spec, maxAttempts: attempts });
      },
      openJobs: async () => (await ids(`not (${DEAD})`)).length,
      deadJobs: async () => (await ids(DEAD)).length,
      replay: async () => {
        // The function in TypeScript drops `attempts: 0`.
        await pgPool.query(
          `select ${name}.reschedule_jobs($1::bigint[], run_at := now(), attempts := 0)`,
          [await ids(DEAD)],
        );
      },
      close: async () => {
        await runner.stop();
        await utils.release();
        await pgPool.end();
      },
    };
  },
};

const SILENT = new Logger(() => () => {});
