import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertFacts } from "../../../shared/alerts/alert-facts.ts";
import type { AlertMessage } from "../../../shared/alerts/alert-message.ts";
import {
  CALM_MS,
  evaluateAlerts,
  type WatchedCondition,
} from "../../../shared/alerts/evaluate-alerts.ts";
import { calmFacts, UNKNOWN_FACTS } from "../../support/alert-facts.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 21, 12);
const THRESHOLDS = { oldestSeconds: 600 };

/** Runs once a minute over facts; gives the messages with the minute in which they came. */
function runOver(minutes: readonly AlertFacts[]) {
  let watched: readonly WatchedCondition[] = [];
  return minutes.flatMap((facts, minute) => {
    const nowMs = START_MS + minute * MINUTE_MS;
    const { conditions, messages } = evaluateAlerts(facts, watched, THRESHOLDS, nowMs);
    watched = conditions;
    return messages.map((message) => ({ minute, ...message }));
  });
}

const brief = (messages: readonly (AlertMessage & { readonly minute: number })[]) =>
  messages.map(({ minute, subject, state }) => `${minute} ${subject} ${state}`);

const times = <T>(count: number, value: T): readonly T[] =>
  Array.from({ length: count }, () => value);

const dead = calmFacts({ deadLetters: 3 });
const calm = calmFacts();

describe("an alert", () => {
  it("is told once when its condition begins, and once when it has been gone for five minutes", () => {
    const told = runOver([calm, dead, dead, dead, ...times(8, calm)]);
    expect(brief(told)).toEqual(["1 dead_letters firing", "9 dead_letters resolved"]);
    expect(told[0]).toMatchObject({
      sinceMs: START_MS + MINUTE_MS,
      summary: "Dead letters wait for a replay or a discard: 3.",
      details: { deadLetters: 3 },
      namespace: null,
    });
    expect(told[1]).toMatchObject({
      sinceMs: START_MS + MINUTE_MS,
      atMs: START_MS + 9 * MINUTE_MS,
      summary: "No dead letters are left.",
    });
  });

  it("is the same while its condition flaps", () => {
    const flapping = Array.from({ length: 60 }, (_, minute) => (minute % 5 === 0 ? dead : calm));
    expect(brief(runOver(flapping))).toEqual(["0 dead_letters firing"]);
  });

  it("begins anew after its end was told", () => {
    const told = runOver([dead, ...times(6, calm), dead]);
    expect(brief(told)).toEqual([
      "0 dead_letters firing",
      "6 dead_letters resolved",
      "7 dead_letters firing",
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(3);
  });

  it("neither begins nor ends while its fact is not known", () => {
    expect(runOver(times(10, UNKNOWN_FACTS))).toEqual([]);
    const blind = runOver([
      dead,
      ...times(3, calm),
      ...times(10, UNKNOWN_FACTS),
      ...times(6, calm),
    ]);
    expect(brief(blind)).toEqual(["0 dead_letters firing", "19 dead_letters resolved"]);
  });

  it("for an old intent begins over the threshold and ends under half of it", () => {
    const aged = (seconds: number) => (minute: number) =>
      calmFacts({
        oldestUnapplied: { acceptedAtMs: START_MS + minute * MINUTE_MS - seconds * 1_000 },
      });
    const ages = [600, 601, ...times(20, 599), 301, ...times(6, 300)];
    expect(brief(runOver(ages.map((seconds, minute) => aged(seconds)(minute))))).toEqual([
      "1 oldest_unapplied firing",
      "28 oldest_unapplied resolved",
    ]);
  });

  it("for an old intent does not end because a clock runs behind", () => {
    const ahead = calmFacts({ oldestUnapplied: { acceptedAtMs: START_MS + 86_400_000 } });
    expect(runOver([ahead])).toEqual([]);
  });

  it("for a forecast needs two minutes, since forecasts are noisy", () => {
    const usedUp = calmFacts({
      budgets: [
        { operation: "put", limit: 1_000, used: 700, usedUpAtMs: Date.UTC(2026, 10, 21, 17, 40) },
        { operation: "delete", limit: 1_000, used: 1, usedUpAtMs: null },
      ],
    });
    expect(runOver([usedUp, usedUp, calm, usedUp, usedUp, calm])).toEqual([]);
    const [told] = runOver([usedUp, usedUp, usedUp]);
    expect(told).toMatchObject({
      minute: 2,
      subject: "budget_forecast:put",
      sinceMs: START_MS,
      summary: "At this rate the daily budget of puts is used up at 17:40 UTC: 700 of 1000.",
      details: { operation: "put", limit: 1_000, used: 700, usedUpAt: "17:40 UTC" },
    });
  });

  it("for a breaker is one of its namespace", () => {
    const open = (...namespaces: string[]) =>
      calmFacts({ openBreakers: namespaces.map((namespace) => ({ namespace })) });
    const told = runOver([open("a"), open("a", "b"), ...times(6, open("b"))]);
    expect(brief(told)).toEqual([
      "0 breaker_open:a firing",
      "1 breaker_open:b firing",
      "7 breaker_open:a resolved",
    ]);
    expect(told.map(({ namespace }) => namespace)).toEqual(["a", "b", "a"]);
  });

  it("alternates between begun and ended, at most once in five minutes, whatever the facts do", () => {
    const facts = fc.constantFrom(calm, dead, UNKNOWN_FACTS);
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 200 }), (minutes) => {
        const told = runOver(minutes);
        told.forEach((message, index) => {
          expect(message.state).toBe(index % 2 === 0 ? "firing" : "resolved");
          const before = told[index - 1];
          if (message.state === "resolved" && before !== undefined) {
            expect(message.atMs - before.atMs).toBeGreaterThan(CALM_MS);
          }
        });
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
