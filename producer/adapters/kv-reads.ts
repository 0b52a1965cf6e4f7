import type { ListedKey, StoredText, ValueReads } from "../ports.ts";

/** The binding behind a namespace's public name. */
export function kvBinding(
  env: Readonly<Record<string, unknown>>,
  namespaces: Readonly<Record<string, string>>,
  namespace: string,
): KVNamespace {
  const binding = env[namespaces[namespace] ?? ""];
  if (binding === undefined) throw new Error(`the namespace ${namespace} has no binding`);
  return binding as KVNamespace;
}

/** The KV namespaces of the environment, by their public names. */
export function kvReads(
  env: Readonly<Record<string, unknown>>,
  namespaces: Readonly<Record<string, string>>,
): ValueReads {
  const open = (namespace: string) => kvBinding(env, namespaces, namespace);
  return {
    async get({ namespace, key }) {
      const { value, metadata } = await open(namespace).getWithMetadata(key, { type: "stream" });
      return value === null ? null : { body: value, metadata };
    },
    async getMany(namespace, keys) {
      try {
        const found = await open(namespace).getWithMetadata([...keys], { type: "text" });
        return new Map([...found].map(([key, entry]) => [key, storedText(entry)]));
      } catch (error) {
        if (isTooLarge(error)) return "too-large";
        throw error;
      }
    },
    async list({ namespace, prefix, limit, cursor }) {
      try {
        const page = await open(namespace).list({ prefix, limit, cursor });
        return { keys: page.keys.map(listedKey), cursor: page.list_complete ? null : page.cursor };
      } catch (error) {
        if (cursor !== null && isRefusal(error)) return "bad-cursor";
        throw error;
      }
    },
  };
}

function storedText(
  entry: KVNamespaceGetWithMetadataResult<string, unknown> | null,
): StoredText | null {
  // An absent key comes as an entry without a value, or as none.
  if (entry === null || entry.value === null) return null;
  return { text: entry.value, metadata: entry.metadata };
}

const listedKey = (key: KVNamespaceListKey<unknown>): ListedKey => ({
  name: key.name,
  expiration: key.expiration ?? null,
  metadata: key.metadata,
});

/** With prefix and limit checked before, only the cursor is left to be refused. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && /failed: 400\b/.test(error.message);

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && /failed: 413\b/.test(error.message);
