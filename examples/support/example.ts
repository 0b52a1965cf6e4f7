/** One line of the table that an example prints. */
export type Criterion = {
  /** What has to hold, as the team that built it by hand would say it. */
  readonly text: string;
  /** The figure of the solution by hand: what it claims, or what it did in the same run. */
  readonly byHand: string;
  readonly withSluice: string;
  /** `shown` is no condition: figures that depend on the machine, such as times. */
  readonly verdict: "met" | "missed" | "shown";
};

/** `full` is what the command drives, `small` what the tests drive. */
export type LoadSize = "full" | "small";

export type Example = {
  /** The name of its folder. */
  readonly name: string;
  /** At most 50 characters, for the list. */
  readonly summary: string;
  /**
   * Starts its Workers with Sluice, drives its load, stops everything and says what came of it. `say`
   * takes a line on what happens now. Rejects when the load could not be driven to its end.
   */
  readonly run: (size: LoadSize, say: (line: string) => void) => Promise<readonly Criterion[]>;
};

export const verdictOf = (holds: boolean): Criterion["verdict"] => (holds ? "met" : "missed");
