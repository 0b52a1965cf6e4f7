/**
 * The producer's environment as the TOML file declares it. Nothing is taken for granted: a Worker
 * whose bindings are missing has to say so.
 */
export type Env = {
  readonly DEAD_LETTERS?: Queue<unknown>;
  readonly PAYLOADS?: R2Bucket;
  readonly LEDGER?: DurableObjectNamespace;
  readonly DEAD_LETTER_STORE?: DurableObjectNamespace;
  readonly VIEW_DESKS?: DurableObjectNamespace;
  readonly GATE?: DurableObjectNamespace;
  readonly SLUICE_TOKENS?: unknown;
  /** KV namespaces under the names of NAMESPACES, queues by WRITE_QUEUES, and the settings themselves. */
  readonly [name: string]: unknown;
};
