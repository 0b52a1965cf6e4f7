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
    micros.push((await spentMicros(work)) / items);
  }
  return median(micros);
}

/** CPU of this process while `work` runs. */
export async function spentMicros(work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
