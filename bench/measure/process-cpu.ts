import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second, whatever the kernel's own clock (man 5 proc, sysconf). */
const MICROS_PER_TICK = 10_000;
/** Of the fields behind the name in parentheses, which may hold spaces. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** Microseconds of CPU that processes have taken together since they began; none for one that has ended. */
export const cpuMicrosOf = (pids: ReadonlySet<number>): number =>
  [...pids].reduce((sum, pid) => sum + ticksOf(pid) * MICROS_PER_TICK, 0);

function ticksOf(pid: number): number {
  const fields = statOf(pid)
    .replace(/^.*\) /s, "")
    .split(" ");
  return Number(fields[USER_TICKS] ?? 0) + Number(fields[SYSTEM_TICKS] ?? 0);
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}
