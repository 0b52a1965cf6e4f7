import { afterAll, beforeAll } from "vitest";

type Closable = { readonly close: () => Promise<void> };

/**
 * Starts something before the tests of a file (or of the `describe` that this is called in) and
 * closes it after them. What is given at once stands for it: hooks and tests may use it, nothing may
 * before them.
 */
export function startedOnce<Running extends Closable>(start: () => Promise<Running>): Running {
  let running: Running | null = null;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running?.close());
  return new Proxy({} as Running, {
    get: (_target, name) => {
      if (running === null)
        throw new Error(`"${String(name)}" is used before the tests have begun`);
      return Reflect.get(running, name);
    },
  });
}
