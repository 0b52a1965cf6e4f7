import { runSeed } from "./run-seed.ts";

const from = Number(process.argv[2] ?? 1),
  n = Number(process.argv[3] ?? 20);
const t = performance.now();
let steps = 0;
const marks = new Map<string, number>();
let bad = 0;
let min = Infinity;
let virt = 0;
for (let seed = from; seed < from + n; seed++) {
  const r = await runSeed(seed, {}, process.argv[4] === "trace");
  steps += r.steps;
  min = Math.min(min, r.smallestGapMs);
  virt += r.virtualMs;
  for (const [k, v] of r.marks) marks.set(k, (marks.get(k) ?? 0) + v);
  if (r.violation) {
    bad++;
    if (bad <= 10) console.log(seed, r.violation.invariant, r.violation.key, r.violation.message);
    if (process.argv[4] === "trace")
      for (const e of r.trace
        .filter((e) => !r.violation!.key || e.key === r.violation!.key)
        .slice(-6000))
        console.log(e.atMs - 1_800_043_200_000, e.what, e.key, e.detail);
  }
}
const s = (performance.now() - t) / 1000;
console.log({
  seeds: n,
  bad,
  steps,
  perSec: Math.round(n / s),
  stepsPerSec: Math.round(steps / s),
  min,
  virtHours: virt / 3.6e6,
});
console.log(Object.fromEntries([...marks].sort()));
