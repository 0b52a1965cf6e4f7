import { utf8Bytes } from "../../shared/key.ts";
import type { Clock, KeyValueStore, KvEntry, KvPut } from "../../shared/ports.ts";
import { keyRefusal, putRefusal } from "./kv-refusal.ts";

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

  async read(key: string): Promise<KvEntry | null> {
    const put = this.values.get(key);
    if (put === undefined) return null;
    const { value, metadata } = put;
    if (value instanceof ReadableStream) throw new Error("a stream was stored unread");
    return { value: typeof value === "string" ? encode(value) : value, metadata };
  }

  async put(put: KvPut): Promise<void> {
    const text = typeof put.value === "string" ? put.value : null;
    const fate = await this.#meet("put", put.key, text);
    const value = put.value instanceof ReadableStream ? await readBytes(put.value) : put.value;
    const sizeBytes = typeof value === "string" ? utf8Bytes(value) : value.byteLength;
    const refusal = putRefusal(put, sizeBytes, this.#clock.now());
    if (refusal !== null) throw refusal;
    if (fate === "land") this.values.set(put.key, { ...put, value });
  }

  async delete(key: string): Promise<void> {
    const fate = await this.#meet("delete", key, null);
    const refusal = keyRefusal("DELETE", key);
    if (refusal !== null) throw refusal;
    if (fate === "land") this.values.delete(key);
  }

  #meet(operation: "put" | "delete", key: string, value: string | null) {
    const write = { operation, key, startedAtMs: this.#clock.now(), value };
    this.writes.push(write);
    return this.fault(write);
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const readBytes = async (stream: ReadableStream<Uint8Array>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(stream).arrayBuffer());
