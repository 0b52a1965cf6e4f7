import { describe, expect, it } from "vitest";
import { expectWrite, noExpectations } from "../../../scripts/demo/expectations.ts";

describe("expectWrite", () => {
  it("keeps the highest version of a key, in whatever order the receipts come", () => {
    const expectations = noExpectations();
    expectWrite(expectations, "a", { version: "2", acceptedAtMs: 2, sha256: "two" });
    expectWrite(expectations, "a", { version: "3", acceptedAtMs: 3, sha256: null });
    expectWrite(expectations, "a", { version: "1", acceptedAtMs: 1, sha256: "one" });
    expect(expectations.newest.get("a")).toMatchObject({ version: "3", sha256: null });
    expect([...expectations.accepted.keys()]).toEqual(["2", "3", "1"]);
  });
});
