import type { Extent } from "../benchmark.ts";
import {
  burst,
  commentsFeed,
  hotKey,
  sessions,
  uniform,
  type Workload,
  zipfian,
} from "../workload.ts";

/** Every workload on virtual time; sizes do not matter there, so videos are left to the machine. */
export function allLoads(extent: Extent): readonly Workload[] {
  const part = (writes: number) => (extent === "full" ? writes : writes / 10);
  const keys = part(5_000);
  return [
    uniform({ name: "uniform", writes: part(20_000), keys, perSecond: 200 }),
    uniform({ name: "sparse, 1 write/s", writes: part(600), keys: 200, perSecond: 1 }),
    zipfian({ name: "Zipf 0.8", writes: part(20_000), keys, perSecond: 200 }, 0.8),
    zipfian({ name: "Zipf 1.1", writes: part(20_000), keys, perSecond: 200 }, 1.1),
    zipfian({ name: "Zipf 1.1, 5,000/s", writes: part(50_000), keys, perSecond: 5_000 }, 1.1),
    hotKey({ name: "one hot key", writes: part(6_000), perSecond: 100 }),
    sessions({ name: "sessions", writes: part(10_000), keys: part(2_000), perSecond: 20 }),
    commentsFeed({ name: "comments feed", writes: part(2_000), perSecond: 1_000 / 60 }),
    burst({ name: "burst after silence", writes: part(5_000), keys: part(500), perSecond: 0 }),
  ];
}
