/** The SQLite of a Durable Object, asked for whole rows. */
export class SqlRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  run(query: string, ...parameters: readonly SqlStorageValue[]): void {
    this.#sql.exec(query, ...parameters);
  }

  all<Row extends Record<string, SqlStorageValue>>(
    query: string,
    ...parameters: readonly SqlStorageValue[]
  ): readonly Row[] {
    return this.#sql.exec<Row>(query, ...parameters).toArray();
  }

  /** The column `n` of the first row; null without a row. */
  number(query: string, ...parameters: readonly SqlStorageValue[]): number | null {
    return this.all<{ n: number | null }>(query, ...parameters)[0]?.n ?? null;
  }
}
