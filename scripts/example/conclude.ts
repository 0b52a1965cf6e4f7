import type { Criterion } from "../../examples/support/example.ts";

export type Conclusion = { readonly line: string; readonly exitStatus: 0 | 1 };

/** 0 only if something was judged and all of it holds. */
export function conclude(criteria: readonly Criterion[]): Conclusion {
  const judged = criteria.filter(({ verdict }) => verdict !== "shown").length;
  const missed = criteria.filter(({ verdict }) => verdict === "missed").length;
  if (judged === 0) return { line: "Nothing was judged.", exitStatus: 1 };
  return missed === 0
    ? { line: `All ${judged} criteria hold.`, exitStatus: 0 }
    : { line: `${missed} of ${judged} criteria do not hold.`, exitStatus: 1 };
}
