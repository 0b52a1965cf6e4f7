/** What was read, as Cloudflare bills it: every key of a bulk read counts. */
export type ReadReport = {
  readonly byKey: Readonly<Record<string, number>>;
  /** Lists, by their prefix. */
  readonly listsByPrefix: Readonly<Record<string, number>>;
};

export class ReadCounts {
  readonly #byKey = new Map<string, number>();
  readonly #listsByPrefix = new Map<string, number>();

  /** Counts a `get`, whose first argument is a key or a list of keys. */
  get(asked: unknown): void {
    for (const key of Array.isArray(asked) ? asked : [asked]) {
      countOne(this.#byKey, String(key));
    }
  }

  list(prefix: string): void {
    countOne(this.#listsByPrefix, prefix);
  }

  report(): ReadReport {
    return {
      byKey: Object.fromEntries(this.#byKey),
      listsByPrefix: Object.fromEntries(this.#listsByPrefix),
    };
  }
}

const countOne = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};
