import type { Goal, Table } from "./report/record.ts";

/** `quick` is for CI: the same work, less of it. */
export type Extent = "full" | "quick";

export type Findings = {
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  /** Sluice against a baseline or a bound of the same run: what may be compared between machines. */
  readonly ratios: Readonly<Record<string, number>>;
};

/** One benchmark. It checks that the work it measured was done right, and throws when not. */
export type Benchmark = {
  readonly name: string;
  readonly title: string;
  /** What is measured and how, for docs/performance.md. */
  readonly method: string;
  /** `virtual` runs are the same on every machine; `machine` ones are times of this one. */
  readonly clock: "virtual" | "machine";
  /**
   * Gets ready what not every machine has. A line that says what is missing leaves the benchmark out:
   * nothing is measured, and what was recorded last stays.
   */
  readonly prepare?: () => Promise<string | null>;
  /** The document that has its tables, where that is not docs/performance.md. */
  readonly document?: string;
  readonly run: (extent: Extent) => Promise<Findings>;
};

/** Wrong work has no speed. */
class WrongWork extends Error {}

export function check(isRight: boolean, expected: string, got: unknown): void {
  if (!isRight) throw new WrongWork(`expected ${expected}, got ${JSON.stringify(got)}`);
}

/** To so many places after the point, as a number. */
export const rounded = (value: number, places = 2): number => Number(value.toFixed(places));
