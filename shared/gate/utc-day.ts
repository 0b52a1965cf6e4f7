import { MS_PER_DAY } from "../limits.ts";

/** Days since the epoch: what a daily limit counts in. Quotas begin anew at 00:00 UTC. */
export const utcDay = (nowMs: number): number => Math.floor(nowMs / MS_PER_DAY);

export const dayStartMs = (day: number): number => day * MS_PER_DAY;

export const dayEndMs = (day: number): number => (day + 1) * MS_PER_DAY;
