import { expect } from "vitest";
import type { Example } from "../../examples/support/example.ts";

/** Runs an example with its small load: it judges something, and misses nothing. */
export async function expectCriteria(example: Example): Promise<void> {
  const criteria = await example.run("small", () => {});
  expect(criteria.filter(({ verdict }) => verdict === "missed")).toEqual([]);
  expect(criteria.filter(({ verdict }) => verdict === "met").length).toBeGreaterThan(0);
}
