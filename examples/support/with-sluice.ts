import type { RunningSluice, SluiceOptions } from "../../test/support/run-sluice.ts";

/**
 * Runs both Workers and those of the example over strict KV, does the work and stops them. An error of
 * the work comes with what the Workers have logged last.
 */
export async function withSluice<T>(
  options: Omit<SluiceOptions, "kv" | "logs">,
  work: (sluice: RunningSluice) => Promise<T>,
): Promise<T> {
  // It loads wrangler, which takes seconds: not for a list of names.
  const { runSluice } = await import("../../test/support/run-sluice.ts");
  const sluice = await runSluice({ ...options, kv: "strict", logs: "trusted" });
  try {
    return await work(sluice);
  } catch (error) {
    const logs = sluice.logs().slice(-LAST_LOGS);
    const message = error instanceof Error ? error.message : String(error);
    throw new Error([message, ...logs].join("\n  "), { cause: error });
  } finally {
    await sluice.close();
  }
}

const LAST_LOGS = 5;
