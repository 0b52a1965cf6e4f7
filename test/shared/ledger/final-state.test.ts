import { describe, expect, it } from "vitest";
import { finalStateOf } from "../../../shared/ledger/final-state.ts";
import { aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, REFUSED } from "../../support/outcomes.ts";
import { aVersion } from "../../support/versions.ts";

const put = (n: number) => aPut({ version: aVersion(n) });

describe("the final state of a version", () => {
  it("is null while it is pending, and then how it ended", () => {
    const key = new LedgerKey();
    key.ask("a", put(2));
    expect(finalStateOf(key.state, aVersion(2))).toBeNull();
    key.settle("a", put(2), APPLIED);
    expect(finalStateOf(key.state, aVersion(2))).toBe("applied");
    key.ask("b", put(1));
    expect(finalStateOf(key.state, aVersion(1))).toBe("superseded");
  });

  it("is dead for what was given up", () => {
    const key = new LedgerKey();
    key.deliver("a", put(1), REFUSED);
    expect(finalStateOf(key.state, aVersion(1))).toBe("dead");
  });

  it("is not guessed for a version that was not seen yet", () => {
    const key = new LedgerKey();
    key.deliver("a", put(2), REFUSED);
    expect(finalStateOf(key.state, aVersion(1))).toBeNull();
    key.nowMs += 1_000;
    key.deliver("b", put(1), APPLIED);
    expect(finalStateOf(key.state, aVersion(1))).toBe("applied");
  });
});
