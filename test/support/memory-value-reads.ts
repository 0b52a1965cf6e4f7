import type {
  KeyPage,
  ListRequest,
  StoredText,
  StoredValue,
  ValueReads,
} from "../../producer/ports.ts";
import { type KeyName, keyId, parseKeyId } from "../../shared/key.ts";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";

type Kept = {
  readonly bytes: Uint8Array;
  readonly metadata: unknown;
  readonly expiration: number | null;
};

/** KV as a reader sees it. */
export class MemoryValueReads implements ValueReads {
  readonly #values = new Map<string, Kept>();
  /** How often a value was asked for. */
  gets = 0;
  isBroken = false;

  put(name: KeyName, text: string, metadata: unknown = null, expiration: number | null = null) {
    const bytes = new TextEncoder().encode(text);
    this.#values.set(keyId(name), { bytes, metadata, expiration });
  }

  delete(name: KeyName): void {
    this.#values.delete(keyId(name));
  }

  async get(name: KeyName): Promise<StoredValue | null> {
    this.gets += 1;
    if (this.isBroken) throw new Error("KV GET failed: 503 Service Unavailable");
    const found = this.#values.get(keyId(name));
    if (found === undefined) return null;
    return { body: new Blob([found.bytes.slice()]).stream(), metadata: found.metadata };
  }

  async getMany(
    namespace: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, StoredText | null> | "too-large"> {
    this.gets += 1;
    if (this.isBroken) throw new Error("KV GET_BULK failed: 503 Service Unavailable");
    const entries = keys.map((key): [string, Kept | undefined] => [
      key,
      this.#values.get(keyId({ namespace, key })),
    ]);
    const sizeBytes = entries.reduce((sum, [, kept]) => sum + (kept?.bytes.byteLength ?? 0), 0);
    if (sizeBytes > MAX_VALUE_BYTES) return "too-large";
    return new Map(entries.map(([key, kept]) => [key, kept === undefined ? null : textOf(kept)]));
  }

  async list({ namespace, prefix, limit, cursor }: ListRequest): Promise<KeyPage | "bad-cursor"> {
    if (cursor === "not-a-cursor") return "bad-cursor";
    const after = cursor ?? "";
    const matching = [...this.#values]
      .map(([id, kept]) => ({ ...parseKeyId(id), kept }))
      .filter((entry) => entry.namespace === namespace)
      .filter(({ key }) => key.startsWith(prefix) && key > after)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const page = matching.slice(0, limit);
    const last = page.at(-1)?.key ?? null;
    return {
      keys: page.map(({ key, kept }) => ({
        name: key,
        expiration: kept.expiration,
        metadata: kept.metadata,
      })),
      cursor: matching.length > page.length ? last : null,
    };
  }
}

const textOf = ({ bytes, metadata }: Kept): StoredText => ({
  text: new TextDecoder().decode(bytes),
  metadata,
});
