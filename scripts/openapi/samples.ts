/** A request that works as it stands, but for ids that only a running Sluice knows. */
export type Sample = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly json: unknown } | { readonly text: string };
};

const A_VERSION = "01k7u4r9n90000errnj3lf";

/** For parameters of paths that a sample does not name. */
export const PATH_SAMPLES: Readonly<Record<string, string>> = {
  namespace: "default",
  key: "user:42",
  id: A_VERSION,
  name: "recent:comments",
  tag: "team:7",
  account: "local",
};

/** By operation. One with a JSON body has to have a sample; a test asks for it and sends it. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  putValue: {
    query: { expirationTtl: "3600" },
    headers: { "Content-Type": "application/json", "Sluice-Metadata": '{"source":"import"}' },
    body: { text: '{"name":"Ada"}' },
  },
  postIntents: {
    body: {
      json: {
        intents: [
          { op: "put", key: "user:43", value: "Grace", expirationTtl: 3600 },
          { op: "delete", key: "user:41" },
        ],
      },
    },
  },
  metrics: { query: { window: "24h" } },
  putRestValue: { query: { expiration_ttl: "3600" }, body: { text: "Ada" } },
  bulkWrite: {
    body: {
      json: [
        { key: "user:43", value: "Grace", metadata: { source: "import" } },
        { key: "user:44", value: "R3JhY2U=", base64: true, expiration_ttl: 3600 },
      ],
    },
  },
  bulkDelete: { body: { json: ["user:41", "user:40"] } },
  bulkDeleteOld: { body: { json: ["user:41", "user:40"] } },
  bulkGet: { body: { json: { keys: ["user:42", "user:43"], withMetadata: true } } },
  listRestKeys: { query: { prefix: "user:", limit: "100" } },
  listKeys: { query: { prefix: "user:", limit: "100" } },
  keyStatus: { query: { version: A_VERSION } },
  listDeadLetters: { query: { reason: "kv_refused", limit: "10" } },
  startReplay: { body: { json: { filter: { keyPrefix: "order:" }, ratePerSecond: 20 } } },
  discardDeadLetters: { body: { json: { filter: { keyPrefix: "order:" }, expected: 0 } } },
  pauseNamespace: { body: { json: { reason: "migration of the origin" } } },
  followReplay: { path: { id: "replay_01k7u4t6np0000mao9dmcs" } },
  followPurge: { path: { id: "purge_01k7u4t6np0000mao9dmcs" } },
  purgeTag: { body: { json: { ratePerSecond: 20 } } },
};
