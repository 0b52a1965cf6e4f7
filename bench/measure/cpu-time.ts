import { median } from "./percentile.ts";

/** Microseconds of CPU per item, the median of several rounds after one that warms up. */
export async function cpuMicros(
  rounds: number,
  items: number,
  work: () => Promise<void> | void,
): Promise<number> {
  await work();
  const micros: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    micros.push((user + system) / items);
  }
  return median(micros);
}
