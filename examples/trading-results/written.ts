import type { Answer } from "./service-user.ts";

/** A write that was asked for, and what the Worker said. */
export type Written = { readonly key: string; readonly value: string; readonly answer: Answer };

/** Of each key, by version, or by time where there is none. */
export function newestOf(written: readonly Written[]): ReadonlyMap<string, Written> {
  const newest = new Map<string, Written>();
  for (const one of written) {
    const known = newest.get(one.key)?.answer.version ?? "";
    if ((one.answer.version ?? known) >= known) newest.set(one.key, one);
  }
  return newest;
}
