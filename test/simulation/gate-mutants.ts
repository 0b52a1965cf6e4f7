import type { Mutant } from "./mutant.ts";
import { hasBudget, hasGate } from "./mutant-needs.ts";

const GATE = "shared/gate";

/** Planted bugs of budgets, breakers and pauses. */
export const GATE_MUTANTS: readonly Mutant[] = [
  {
    name: "off-by-one-at-the-budget",
    file: `${GATE}/budget-book.ts`,
    find: 'budget - reserveOf(budget) - sumOf(book, "normal");',
    replace: 'budget - reserveOf(budget) - sumOf(book, "normal") + 1;',
    needs: hasBudget,
  },
  {
    name: "reserve-ignored",
    file: `${GATE}/budget-book.ts`,
    find: "Math.max(1, Math.floor((budget * RESERVE_PERCENT) / 100))",
    replace: "Math.max(0, Math.floor((budget * 0 * RESERVE_PERCENT) / 100))",
    needs: hasBudget,
  },
  {
    name: "midnight-in-local-time",
    file: `${GATE}/utc-day.ts`,
    find: "Math.floor(nowMs / MS_PER_DAY)",
    replace: "Math.floor((nowMs + 3 * 3_600_000) / MS_PER_DAY)",
    needs: hasBudget,
  },
  {
    name: "held-released-all-at-once",
    file: `${GATE}/budget-book.ts`,
    find: "const MORNING_MS = 300_000;",
    replace: "const MORNING_MS = 0;",
  },
  {
    name: "stale-push-accepted",
    file: `${GATE}/apply-view.ts`,
    find: "if (view.serial <= row.gate.view.serial) return row;",
    replace: "if (view.serial === row.gate.view.serial) return row;",
    needs: hasGate,
  },
  {
    name: "portion-kept-over-midnight",
    file: `${GATE}/budget-portion.ts`,
    find: "if (portion.day !== day) return { normal: 0, reserve: 0 };",
    replace: "if (portion.day > day) return { normal: 0, reserve: 0 };",
    needs: hasBudget,
  },
  {
    name: "throttling-opens-the-breaker",
    file: "shared/ledger/kv-answer.ts",
    find: 'if (outcome.kind === "unknown") turn.kvAnswer',
    replace: 'if (outcome.kind === "unknown" || outcome.kind === "throttled") turn.kvAnswer',
  },
  {
    name: "handed-in-and-kept",
    file: `${GATE}/budget-portion.ts`,
    find: "return { portion: takeOffer(portion, { day, serial, ...used }), used };",
    replace: "return { portion, used };",
    needs: hasBudget,
  },
  {
    name: "late-offer-accepted",
    file: `${GATE}/budget-portion.ts`,
    find: "if (offer.serial <= portion.serial || offer.day < portion.day) return portion;",
    replace: "if (offer.day < portion.day) return portion;",
    needs: hasBudget,
  },
  {
    name: "half-open-lets-everything-through",
    file: `${GATE}/shard-gate.ts`,
    find: "last?.episode === breaker.episode ? last.atMs + PROBE_EVERY_MS : breaker.untilMs",
    replace: "last?.episode === -1 ? last.atMs + PROBE_EVERY_MS : breaker.untilMs",
  },
  {
    name: "unknown-outcome-is-given-back",
    file: "shared/ledger/settle-key.ts",
    find: "if (!isWrite(report.outcome)) refund(turn, lease);",
    replace: "refund(turn, lease);",
  },
  {
    name: "pause-known-to-the-gate-alone",
    file: "consumer/ledger/heed-gate.ts",
    find: "if (seen !== row) store.saveShard(seen);",
    replace: "",
  },
  {
    name: "repair-spends-no-budget",
    file: "shared/ledger/admit-key.ts",
    find: 'const charge = isDue ? chargeFor(turn, candidate, "urgent") : null;',
    replace: 'const charge = isDue ? ("free" as const) : null;',
    needs: hasBudget,
  },
];
