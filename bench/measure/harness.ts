import "../../test/support/quiet-wrangler.ts";
import { join } from "node:path";
import { createTestHarness, type TestHarness } from "wrangler";

const ROOT = join(import.meta.dirname, "../..");

type Inline = Extract<
  NonNullable<Parameters<typeof createTestHarness>[0]>["workers"][number],
  { readonly config: unknown }
>["config"];

/** A Worker of bench/workers/ with its bindings. */
export const benchWorker = (file: string, config: Omit<Inline, "main">) => ({
  config: {
    name: file,
    compatibility_date: "2026-10-20",
    ...config,
    main: join(ROOT, "bench/workers", `${file}.ts`),
  } as Inline,
});

export type Workers = NonNullable<Parameters<typeof createTestHarness>[0]>["workers"];

type Opened = {
  /** Where the first Worker listens. */
  readonly url: Promise<string>;
  readonly harness: TestHarness;
  readonly close: () => Promise<void>;
};

/** Starts Workers in the real runtime. Close them, or the process does not end. */
export function openWorkers(workers: Workers): Opened {
  const harness = createTestHarness({ root: ROOT, workers });
  return {
    url: harness.listen().then(({ url }) => url.origin),
    harness,
    close: () => harness.close(),
  };
}

/** Runs Workers for as long as `use` takes. */
export async function withWorkers<T>(
  workers: Workers,
  use: (url: string, harness: TestHarness) => Promise<T>,
): Promise<T> {
  const opened = openWorkers(workers);
  try {
    return await use(await opened.url, opened.harness);
  } finally {
    await opened.close();
  }
}
