import { readdirSync, readFileSync } from "node:fs";

const SAMPLE_MS = 10;
const KIB = 1_024;

/** Whether this system tells the memory and the CPU time of other processes. */
export const canReadProcesses = (): boolean => process.platform === "linux";

/** The workerd processes that this one has started. */
export function workerdProcesses(): ReadonlySet<number> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, { readonly name: string; readonly parent: number }>();
  for (const pid of pids) {
    const status = statusOf(Number(pid));
    const name = /^Name:\t(.*)$/m.exec(status)?.[1];
    if (name !== undefined) parents.set(Number(pid), { name, parent: fieldOf(status, "PPid") });
  }
  const isOurs = (pid: number): boolean =>
    pid === process.pid || (parents.has(pid) && isOurs(parents.get(pid)?.parent ?? 0));
  const found = [...parents].filter(([pid, { name }]) => name === "workerd" && isOurs(pid));
  return new Set(found.map(([pid]) => pid));
}

/** Resident memory of processes together, in bytes. */
export const residentBytes = (pids: ReadonlySet<number>): number =>
  [...pids].reduce((sum, pid) => sum + fieldOf(statusOf(pid), "VmRSS") * KIB, 0);

/** The most that the processes held together while `work` ran. */
export async function peakBytes(
  pids: ReadonlySet<number>,
  work: () => Promise<void>,
): Promise<number> {
  let mostBytes = residentBytes(pids);
  const sample = (): void => {
    mostBytes = Math.max(mostBytes, residentBytes(pids));
  };
  const sampler = setInterval(sample, SAMPLE_MS);
  try {
    await work();
    sample();
    return mostBytes;
  } finally {
    clearInterval(sampler);
  }
}

/** Nothing for a process that has ended. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}

const fieldOf = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
