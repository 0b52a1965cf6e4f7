/**
 * Runs a command line: its exit status is what `main` resolves to, and 2 when that throws. Then the
 * reason and the usage are printed.
 */
export async function runCommand(main: () => Promise<number>, usage: string): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error(usage);
    process.exitCode = 2;
  }
}
