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

type Workers = NonNullable<Parameters<typeof createTestHarness>[0]>["workers"];

/** Runs Workers in the real runtime for as long as `use` takes; the first one listens at `url`. */
export async function withWorkers<T>(
  workers: Workers,
  use: (url: string, harness: TestHarness) => Promise<T>,
): Promise<T> {
  const harness = createTestHarness({ root: ROOT, workers });
  try {
    const { url } = await harness.listen();
    return await use(url.origin, harness);
  } finally {
    await harness.close();
  }
}
