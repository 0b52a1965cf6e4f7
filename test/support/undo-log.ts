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

  set<K, V>(map: Map<K, V>, key: K, value: V): void {
    this.#remember(map, key);
    map.set(key, value);
  }

  delete<K, V>(map: Map<K, V>, key: K): void {
    this.#remember(map, key);
    map.delete(key);
  }

  #remember<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key);
    this.note(() => {
      if (before === undefined) map.delete(key);
      else map.set(key, before);
    });
  }
}
