import type { Priority } from "../../../shared/write-intent.ts";

type Kind = {
  readonly prefix: string;
  /** `immediate` for what somebody waits for. */
  readonly priority: Priority;
  /** How long an isolate may answer from memory; null = it may not. */
  readonly memorySeconds: number | null;
};

/** Everything that the site keeps in KV. */
export const KINDS = {
  session: { prefix: "session:", priority: "immediate", memorySeconds: 60 },
  genres: { prefix: "genres:", priority: "immediate", memorySeconds: 3_600 },
  leaderboard: { prefix: "leaderboard:", priority: "normal", memorySeconds: 900 },
  scan: { prefix: "scan:", priority: "normal", memorySeconds: null },
  analytics: { prefix: "analytics:", priority: "normal", memorySeconds: null },
  errors: { prefix: "errors:", priority: "normal", memorySeconds: null },
  performance: { prefix: "performance:", priority: "normal", memorySeconds: null },
  listening: { prefix: "listening:", priority: "normal", memorySeconds: null },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof KINDS;

export const isKind = (name: string | undefined): name is KindName =>
  name !== undefined && Object.hasOwn(KINDS, name);
