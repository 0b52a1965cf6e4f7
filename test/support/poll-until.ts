const DEADLINE_MS = 20_000;
const STEP_MS = 20;

/** Asks until the condition holds; throws after a generous deadline. Asserts no timing. */
export async function pollUntil(
  holds: () => Promise<boolean>,
  deadlineMs: number = DEADLINE_MS,
): Promise<void> {
  const endMs = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`the condition did not hold within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
