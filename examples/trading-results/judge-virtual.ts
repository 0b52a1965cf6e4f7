import { FREE_PLAN_PER_DAY } from "../../shared/limits.ts";
import { type Criterion, verdictOf } from "../support/example.ts";
import { type StraightToKv, straightToKv } from "./straight-to-kv.ts";
import { daysLater, heavyDay, normalDay } from "./trading-day.ts";
import { type VirtualDays, virtualDays } from "./virtual-days.ts";

const MINUTE_MS = 60_000;
/** The account has 1,000; the rest is for other Workers. */
const BUDGET = 950;
/** What the team wanted after a week, and after a month. */
const AIMS = { week: 500, month: 200 } as const;

/** Whole days, on virtual time: two normal ones, and a heavy one with the day after it. */
export async function judgeVirtualDays(): Promise<readonly Criterion[]> {
  const heavyPlan = [...heavyDay(), ...daysLater(normalDay(), 1)];
  const normal = await virtualDays(normalDay(), { paceMs: 15 * MINUTE_MS, budget: BUDGET });
  const slow = await virtualDays(normalDay(), { paceMs: 30 * MINUTE_MS, budget: BUDGET });
  const heavy = await virtualDays(heavyPlan, { paceMs: 15 * MINUTE_MS, budget: BUDGET });
  const criteria = [
    ...judgeNormal(straightToKv(normalDay()), normal, slow),
    ...judgeHeavy(straightToKv(heavyPlan), heavy),
    judgeAll([normal, slow, heavy]),
  ];
  return criteria.map((criterion) => ({ ...criterion, text: `virtual: ${criterion.text}` }));
}

function judgeNormal(
  byHand: StraightToKv,
  normal: VirtualDays,
  slow: VirtualDays,
): readonly Criterion[] {
  const attempts = `${byHand.written + byHand.refused} tried`;
  const most = (days: VirtualDays): number => Math.max(...days.writes);
  return [
    {
      text: `KV writes of a day, a key every 15 minutes, under ${AIMS.week}`,
      byHand: attempts,
      withSluice: `${most(normal)}`,
      verdict: verdictOf(most(normal) < AIMS.week),
    },
    {
      text: `the same every 30 minutes, under ${AIMS.month}`,
      byHand: attempts,
      withSluice: `${most(slow)}`,
      verdict: verdictOf(most(slow) < AIMS.month),
    },
  ];
}

function judgeHeavy(byHand: StraightToKv, heavy: VirtualDays): readonly Criterion[] {
  const [held = 0] = heavy.held;
  const released = heavy.releasedMinutes[1] ?? null;
  return [
    {
      text: "heavy day: KV writes of it and of the next, at most 1,000",
      byHand: "1000, then refused",
      withSluice: heavy.writes.join(", "),
      verdict: verdictOf(heavy.writes.every((count) => count <= FREE_PLAN_PER_DAY.kvPuts)),
    },
    {
      text: "no write is refused",
      byHand: `${byHand.refused} refused`,
      withSluice: `${heavy.refused} refused`,
      verdict: verdictOf(heavy.refused === 0),
    },
    {
      text: "what is over waits for midnight and is written then",
      byHand: "nothing waits",
      withSluice: `${held} wait, done at ${clockText(released)}`,
      verdict: verdictOf(held > 0 && released !== null),
    },
    {
      text: "urgent reports of both evenings are in KV within a minute",
      byHand: `${heavy.urgent - byHand.refusedUrgent} of ${heavy.urgent}`,
      withSluice: `${heavy.urgentInTime} of ${heavy.urgent}`,
      verdict: verdictOf(heavy.urgent > 0 && heavy.urgentInTime === heavy.urgent),
    },
    {
      text: "every key holds its newest value after it",
      byHand: `${byHand.stale} of ${byHand.keys} do not`,
      withSluice: `${heavy.stale} of ${heavy.keys} do not`,
      verdict: verdictOf(heavy.stale === 0),
    },
    {
      text: "queue operations a day, of 10,000",
      byHand: "none",
      withSluice: heavy.queueOperations.join(", "),
      verdict: verdictOf(
        heavy.queueOperations.every((count) => count <= FREE_PLAN_PER_DAY.queueOperations),
      ),
    },
  ];
}

const judgeAll = (all: readonly VirtualDays[]): Criterion => {
  const broken = all.filter(({ violation }) => violation !== null).length;
  return {
    text: "the simulator finds no broken promise",
    byHand: "not measured",
    withSluice: `${broken} broken`,
    verdict: verdictOf(broken === 0 && all.every(({ stale }) => stale === 0)),
  };
};

/** 0 is midnight; a minute is the least that was looked at. */
const clockText = (minutes: number | null): string =>
  minutes === null ? "no time" : `00:${String(minutes).padStart(2, "0")}`;
