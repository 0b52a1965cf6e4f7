import { Settings } from "../../shared/settings.ts";
import { Engine } from "./engine.ts";
import { FaultDice } from "./faults.ts";
import { GateWatch } from "./gate-watch.ts";
import { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import { Truth, Violation } from "./truth.ts";

/** 2027-01-15T20:00:00Z: a chaos phase can cross midnight, when quotas begin anew. */
const START_MS = 1_800_043_200_000;

/** What all parts of one run share. */
export class World {
  readonly scenario: Scenario;
  readonly engine = new Engine(START_MS);
  readonly random: Random;
  readonly faults: FaultDice;
  readonly truth: Truth;
  readonly settings: Settings;
  readonly watch: GateWatch;
  #violation: Violation | null = null;

  constructor(scenario: Scenario, isTracing: boolean, settings: object = {}) {
    this.scenario = scenario;
    this.random = new Random(scenario.seed, "world");
    this.faults = new FaultDice(scenario.rates, new Random(scenario.seed, "faults"));
    this.truth = new Truth(isTracing);
    this.watch = new GateWatch(this);
    this.settings = Settings.parse({
      LEDGER_SHARDS: scenario.shards,
      MAX_FAILURES: scenario.maxFailures,
      INLINE_LIMIT_BYTES: 1_024,
      RELEASE_BATCH: 5,
      SKIP_UNCHANGED: scenario.repeatShare > 0,
      VIEWS: scenario.viewLimit > 0 ? [viewOf(scenario.viewLimit)] : [],
      DAILY_WRITE_BUDGET: scenario.gate.budgets.put ?? undefined,
      DAILY_DELETE_BUDGET: scenario.gate.budgets.delete ?? undefined,
      ...settings,
    });
  }

  now = (): number => this.engine.now();

  note(what: string, key: string, detail = ""): void {
    this.truth.note(this.now(), what, key, detail);
  }

  /** The first broken promise ends the run. */
  violate(invariant: string, detail: string, key: string | null = null): void {
    this.#violation ??= new Violation(invariant, detail, key);
  }

  get violation(): Violation | null {
    return this.#violation;
  }

  /** The way to another machine and back, each taking its time. */
  async hop(random: Random, maxMs = 20): Promise<void> {
    await this.engine.sleep(random.int(1, maxMs));
  }
}

const viewOf = (limit: number) => ({
  name: "newest",
  prefix: "key-",
  key: "view",
  sortBy: "at",
  limit,
  maxBytes: 2_500,
});

export const SIMULATION_START_MS = START_MS;
