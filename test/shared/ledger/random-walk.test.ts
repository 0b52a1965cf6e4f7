import { describe, it } from "vitest";
import { anAction } from "../../support/ledger-walk/actions.ts";
import { LedgerWalk } from "../../support/ledger-walk/ledger-walk.ts";
import { fc } from "../../support/property.ts";

describe("the rules of the ledger on one key", () => {
  it("keep every invariant after every step, and the pipeline drains", () => {
    fc.assert(
      fc.property(fc.array(anAction, { minLength: 10, maxLength: 80, size: "max" }), (actions) => {
        const walk = new LedgerWalk();
        for (const action of actions) walk.perform(action);
        walk.drain();
      }),
      { numRuns: 3_000 },
    );
  }, 60_000);
});
