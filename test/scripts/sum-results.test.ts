import { describe, expect, it } from "vitest";
import { failuresOf, sumResults, totalOf, unsteadyOf } from "../../scripts/sum-results.ts";

const file = (name: string, status: string, tests: readonly string[]) => ({
  name,
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe("sumResults", () => {
  it("sums the tests of each project", () => {
    const suites = sumResults({
      testResults: [
        file("/x/test/version.test.ts", "passed", ["passed", "passed"]),
        file("/x/test/workerd/ledger.test.ts", "failed", ["passed", "failed"]),
        file("/x/test/key.test.ts", "passed", ["passed"]),
        file("/x/test/browser/keyboard.test.ts", "passed", ["passed"]),
      ],
    });
    expect(suites).toEqual([
      { name: "node", passed: 3, failed: 0 },
      { name: "workerd", passed: 1, failed: 1 },
      { name: "browser", passed: 1, failed: 0 },
    ]);
    expect(totalOf(suites)).toEqual({ passed: 5, failed: 1 });
  });

  it("counts a file that could not be loaded as a failure", () => {
    const suites = sumResults({ testResults: [file("/x/test/key.test.ts", "failed", [])] });
    expect(totalOf(suites)).toEqual({ passed: 0, failed: 1 });
  });

  it("counts a skipped test as a failure", () => {
    const suites = sumResults({ testResults: [file("/x/test/a.test.ts", "passed", ["skipped"])] });
    expect(totalOf(suites)).toEqual({ passed: 0, failed: 1 });
  });
});

describe("failuresOf", () => {
  it("names file, title and the first line of the reason, on a line each", () => {
    const failures = failuresOf({
      testResults: [
        {
          name: "/x/test/browser/keyboard.test.ts",
          status: "failed",
          assertionResults: [
            { status: "passed", fullName: "keys signs in" },
            {
              status: "failed",
              fullName: "keys opens a letter",
              failureMessages: ["AssertionError: expected 1 to be 2\n    at keyboard.test.ts:3"],
            },
            { status: "skipped", fullName: "keys waits" },
          ],
        },
        { ...file("/x/test/key.test.ts", "failed", []), message: "no such module\nat x" },
      ],
    });
    expect(failures).toEqual([
      "test/browser/keyboard.test.ts > keys opens a letter: AssertionError: expected 1 to be 2",
      "test/browser/keyboard.test.ts > keys waits: skipped",
      "test/key.test.ts: no such module",
    ]);
  });
});

describe("unsteadyOf", () => {
  it("names what passed on its second try, and why the first failed", () => {
    const unsteady = unsteadyOf({
      testResults: [
        {
          name: "/x/test/browser/keyboard.test.ts",
          status: "failed",
          assertionResults: [
            { status: "passed", fullName: "keys signs in", failureMessages: [] },
            {
              status: "passed",
              fullName: "keys opens a letter",
              failureMessages: ["TimeoutError: locator.click\n    at keyboard.test.ts:3"],
            },
            {
              status: "failed",
              fullName: "keys waits",
              failureMessages: ["Error: no", "Error: no"],
            },
          ],
        },
      ],
    });
    expect(unsteady).toEqual([
      "test/browser/keyboard.test.ts > keys opens a letter: TimeoutError: locator.click",
    ]);
  });
});
