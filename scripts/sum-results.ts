export type SuiteResult = {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
};

/** What is read of the report that vitest's JSON reporter writes. */
export type VitestReport = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file could not be loaded. */
    readonly message?: string;
    readonly assertionResults: readonly Assertion[];
  }[];
};

type Assertion = {
  readonly status: string;
  readonly fullName?: string;
  /** Of every try. */
  readonly failureMessages?: readonly string[];
};

/**
 * One line per vitest project. A file that could not be loaded counts as one failure, and so does
 * every test that was skipped: it proves nothing.
 */
export function sumResults(report: VitestReport): readonly SuiteResult[] {
  const sums = new Map<string, { passed: number; failed: number }>();
  for (const file of report.testResults) {
    const name = suiteOf(file.name);
    const sum = sums.get(name) ?? { passed: 0, failed: 0 };
    sums.set(name, sum);
    const passed = file.assertionResults.filter((test) => test.status === "passed").length;
    const failed = file.assertionResults.length - passed;
    sum.passed += passed;
    sum.failed += failed === 0 && file.status !== "passed" ? 1 : failed;
  }
  return [...sums].map(([name, sum]) => ({ name, ...sum }));
}

/** The folders are those of the projects in vitest.config.ts. */
function suiteOf(path: string): string {
  return /[\\/]test[\\/](workerd|end-to-end|browser)[\\/]/.exec(path)?.[1] ?? "node";
}

export function totalOf(suites: readonly SuiteResult[]): { passed: number; failed: number } {
  return suites.reduce(
    (sum, suite) => ({ passed: sum.passed + suite.passed, failed: sum.failed + suite.failed }),
    { passed: 0, failed: 0 },
  );
}

/** A line for everything that did not pass: its file, its title and the first line of the reason. */
export function failuresOf(report: VitestReport): readonly string[] {
  return report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status !== "passed");
    if (failed.length === 0 && file.status !== "passed")
      return [`${pathOf(file.name)}: ${firstLine(file.message) || "could not be loaded"}`];
    return failed.map((test) => line(file.name, test));
  });
}

/** The same for what passed on its second try only: neither hidden nor a failure. */
export function unsteadyOf(report: VitestReport): readonly string[] {
  return report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(
        ({ status, failureMessages = [] }) => status === "passed" && failureMessages.length > 0,
      )
      .map((test) => line(file.name, test)),
  );
}

const line = (name: string, { fullName = "", failureMessages, status }: Assertion): string =>
  `${pathOf(name)} > ${fullName}: ${firstLine(failureMessages?.[0]) || status}`;

const pathOf = (name: string): string => name.slice(name.lastIndexOf("/test/") + 1);

const firstLine = (text = ""): string => text.trim().split("\n", 1)[0] ?? "";
