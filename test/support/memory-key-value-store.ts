import type { Clock, KeyValueStore, KvPut } from "../../shared/ports.ts";

export type KvWrite = {
  readonly operation: "put" | "delete";
  readonly key: string;
  readonly startedAtMs: number;
  readonly value: string | null;
};

/** What a write meets before it lands; resolves to whether it may land, or rejects like KV. */
export type KvFault = (write: KvWrite) => Promise<"land" | "lose">;

/** One KV namespace in memory, with a record of its writes and a place for faults. */
export class MemoryKeyValueStore implements KeyValueStore {
  readonly values = new Map<string, KvPut>();
  readonly writes: KvWrite[] = [];
  fault: KvFault = async () => "land";
  readonly #clock: Pick<Clock, "now">;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  async put(put: KvPut): Promise<void> {
    const value = typeof put.value === "string" ? put.value : null;
    if ((await this.#meet("put", put.key, value)) === "land") this.values.set(put.key, put);
  }

  async delete(key: string): Promise<void> {
    if ((await this.#meet("delete", key, null)) === "land") this.values.delete(key);
  }

  #meet(operation: "put" | "delete", key: string, value: string | null) {
    const write = { operation, key, startedAtMs: this.#clock.now(), value };
    this.writes.push(write);
    return this.fault(write);
  }
}
