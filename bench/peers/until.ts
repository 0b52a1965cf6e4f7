const POLL_MS = 100;
const PATIENCE_MS = 60_000;

/** Asks until it is so; fails after a minute. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`waited for a minute until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
