/** What a transaction over maps in memory would have to take back. */
export class UndoLog {
  #steps: (() => void)[] | null = null;

  transaction<T>(run: () => T): T {
    if (this.#steps !== null) return run();
    const steps: (() => void)[] = [];
    this.#steps = steps;
    try {
      return run();
    } catch (error) {
      for (const step of steps.reverse()) step();
      throw error;
    } finally {
      this.#steps = null;
    }
  }

  note(step: () => void): void {
    this.#steps?.push(step);
  }

  set<V>(map: Map<string, V>, key: string, value: V): void {
    this.#remember(map, key);
    map.set(key, value);
  }

  delete<V>(map: Map<string, V>, key: string): void {
    this.#remember(map, key);
    map.delete(key);
  }

  #remember<V>(map: Map<string, V>, key: string): void {
    const before = map.get(key);
    this.note(() => {
      if (before === undefined) map.delete(key);
      else map.set(key, before);
    });
  }
}
