import type { Scenario } from "./scenario.ts";

/**
 * Planted bugs: patches to the real sources, applied while a simulator's worker loads them, so that
 * the code that ships knows nothing of them. `find` occurs exactly once in its file.
 */
export type Mutant = {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** What a seed has to do to meet the bug at all: others behave as ever and are skipped. */
  readonly needs?: (scenario: Scenario) => boolean;
};
