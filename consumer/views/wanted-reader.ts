import { MAX_BULK_GET_KEYS } from "../../shared/limits.ts";
import { entryAfterRead } from "../../shared/views/compare-with-kv.ts";
import type { ViewDefinition } from "../../shared/views/view-setting.ts";
import { afterChange } from "../../shared/views/writing.ts";
import type { Left, ViewPorts } from "./view-ports.ts";

/** Reads of one ring. */
const READS_PER_RING = 5;

/**
 * Reads the values that are wanted from KV, many at once. One answer holds 25 MiB at the most
 * (https://developers.cloudflare.com/kv/api/read-key-value-pairs/), so after a failure fewer are
 * asked for.
 */
export class WantedReader {
  readonly #ports: ViewPorts;
  #keysPerRead = MAX_BULK_GET_KEYS;

  constructor(ports: ViewPorts) {
    this.#ports = ports;
  }

  async read(definition: ViewDefinition): Promise<Left> {
    const { store, now } = this.#ports;
    for (let read = 0; read < READS_PER_RING; read++) {
      const keys = store.wanted(now(), this.#keysPerRead).map(({ key }) => key);
      if (keys.length === 0) return "drained";
      await this.#readKeys(definition, keys);
    }
    return "more";
  }

  async #readKeys(definition: ViewDefinition, keys: readonly string[]): Promise<void> {
    const { store, values, now } = this.#ports;
    this.#keysPerRead = Math.max(1, Math.floor(keys.length / 4));
    const found = await values.read(definition.namespace, keys);
    this.#keysPerRead = Math.min(MAX_BULK_GET_KEYS, keys.length * 4);
    store.transaction(() => {
      for (const key of keys) {
        const entry = entryAfterRead(store.entry(key), found.get(key) ?? null, definition, now());
        if (entry !== null) store.putEntry(entry);
      }
      const row = store.load();
      store.save({ ...row, writing: afterChange(row.writing) });
    });
  }
}
