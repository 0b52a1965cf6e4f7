import { DurableObject } from "cloudflare:workers";
import type { LedgerDesk } from "../../consumer/ledger/ledger-desk.ts";
import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import { SqlRequestStore } from "../../consumer/ledger/sql-request-store.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { batchRig, intentsAt, RIG_START_MS } from "../measure/batch-rig.ts";
import { deskOver } from "../measure/desk-over.ts";

type Env = { readonly METERED: DurableObjectNamespace<MeteredLedger> };

/** What `intents` intents of one kind cost. */
export type Metered = {
  readonly intents: number;
  readonly rows: number;
  readonly calls: number;
  readonly puts: number;
};

const LOADS = ["applied", "held", "superseded", "replaced"] as const;
export type MeteredLoad = (typeof LOADS)[number];

/** A shard of the ledger whose written rows are counted as the platform bills them. */
export class MeteredLedger extends DurableObject<Env> {
  readonly #count = { rows: 0, calls: 0, puts: 0 };
  readonly #clock = { nowMs: RIG_START_MS };
  readonly #released: WriteIntent[] = [];

  /** Every load begins with a hundred keys that were written five seconds ago. */
  async run(load: MeteredLoad): Promise<Metered> {
    const desk = this.#openDesk();
    const handle = batchRig(
      { shards: 1, shard: () => this.#counted(desk) },
      this.#clock,
      this.#count,
    );
    await handle(intentsAt(this.#clock.nowMs));
    this.#clock.nowMs += 5_000;
    if (load === "replaced") {
      // The keys are written and hold a newer write, which still newer ones take the place of.
      await handle(intentsAt(this.#clock.nowMs));
      await handle(intentsAt(this.#clock.nowMs + 1));
    }
    Object.assign(this.#count, { rows: 0, calls: 0, puts: 0 });
    const intents = await this.#runLoad(load, desk, handle);
    return { intents, ...this.#count };
  }

  async #runLoad(
    load: MeteredLoad,
    desk: LedgerDesk,
    handle: (intents: readonly WriteIntent[]) => Promise<void>,
  ): Promise<number> {
    const { nowMs } = this.#clock;
    switch (load) {
      case "applied":
        await handle(intentsAt(nowMs));
        return 100;
      case "held": {
        this.#clock.nowMs -= 4_500;
        await handle(intentsAt(nowMs));
        this.#clock.nowMs += 4_500;
        await desk.ring();
        await handle(this.#released);
        return 100;
      }
      case "superseded": {
        // What the winners cost alone is taken off.
        await handle(intentsAt(nowMs, 10));
        const { rows, puts } = this.#count;
        this.#clock.nowMs += 5_000;
        const generations = Array.from({ length: 10 }, (_, n) => intentsAt(nowMs + 5_000 + n, 10));
        await handle(generations.flat());
        this.#count.rows -= 2 * rows;
        this.#count.puts -= puts;
        return 90;
      }
      case "replaced": {
        for (let batch = 0; batch < 10; batch++) {
          const generations = Array.from({ length: 10 }, (_, n) =>
            intentsAt(nowMs + 10 + 10 * batch + n, 10),
          );
          await handle(generations.flat());
        }
        return 1_000;
      }
    }
  }

  #openDesk(): LedgerDesk {
    const { sql } = meteredStorage(this.ctx.storage, this.#count);
    const transactionSync = <T>(run: () => T): T => this.ctx.storage.transactionSync(run);
    const storage = { sql, transactionSync } as unknown as DurableObjectStorage;
    return deskOver(new SqlLedgerStore(storage), new SqlRequestStore(sql), this.#clock, {
      // Billed as a row.
      onAlarmSet: () => {
        this.#count.rows += 1;
      },
      onRelease: (intents) => this.#released.push(...intents),
    });
  }

  #counted(desk: LedgerDesk): LedgerDesk {
    const count = this.#count;
    return new Proxy(desk, {
      get: (target, name: "admit" | "settle") => (call: never) => {
        count.calls += 1;
        return target[name](call);
      },
    });
  }
}

function meteredStorage(storage: DurableObjectStorage, count: { rows: number }) {
  const exec: SqlStorage["exec"] = (query, ...values) => {
    const cursor = storage.sql.exec(query, ...values);
    const rows = cursor.toArray();
    count.rows += cursor.rowsWritten;
    return { toArray: () => rows, one: () => rows[0] } as never;
  };
  return { sql: { exec } as unknown as SqlStorage };
}

/** `GET /<load>`. */
export default {
  async fetch(request, env) {
    const name = new URL(request.url).pathname.slice(1);
    const load = LOADS.find((one) => one === name);
    if (load === undefined) return new Response("no such load", { status: 404 });
    return Response.json(await env.METERED.getByName(load).run(load));
  },
} satisfies ExportedHandler<Env>;
