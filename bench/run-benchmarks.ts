import type { Benchmark, Extent, Findings } from "./benchmark.ts";
import { printFindings } from "./report/print-findings.ts";
import type { BenchmarkRecord } from "./report/record.ts";

/**
 * One after the other. What is left out has no record. Null when the work of one was wrong: then no
 * figure is worth anything.
 */
export async function runBenchmarks(
  chosen: readonly Benchmark[],
  extent: Extent,
  say: (line: string) => void,
): Promise<readonly BenchmarkRecord[] | null> {
  const records: BenchmarkRecord[] = [];
  for (const benchmark of chosen) {
    say(`\n— ${benchmark.name}: ${benchmark.title}`);
    try {
      const missing = (await benchmark.prepare?.()) ?? null;
      if (missing !== null) {
        say(`  left out: ${missing}`);
        continue;
      }
      const findings = await benchmark.run(extent);
      printFindings(findings, say);
      records.push({ name: benchmark.name, ...mutable(findings) });
    } catch (error) {
      console.error(`${benchmark.name} failed: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  }
  return records;
}

const mutable = (findings: Findings) => ({
  tables: [...findings.tables],
  goals: [...findings.goals],
  ratios: { ...findings.ratios },
});
