import { describe, expect, it } from "vitest";
import { applyView, exhaustedDayOf } from "../../../shared/gate/apply-view.ts";
import { firstView } from "../../../shared/gate/gate-view.ts";
import { noGate, stopOf } from "../../../shared/gate/shard-gate.ts";
import { dayEndMs, utcDay } from "../../../shared/gate/utc-day.ts";
import { NOW_MS } from "../../support/versions.ts";

const ROW = { gate: noGate, pauses: { put: 0, delete: 0 } };
const half = () => 0.5;
const paused = { ...firstView, serial: 2, paused: ["orders"] };

describe("a view of the gate", () => {
  it("stops a paused namespace until the next, and no other", () => {
    const { gate, pauses } = applyView(ROW, paused, half);
    expect(stopOf(gate, pauses, "orders", "put", NOW_MS)).toEqual({
      reason: "pause",
      untilMs: Number.POSITIVE_INFINITY,
    });
    expect(stopOf(gate, pauses, "users", "put", NOW_MS)).toBeNull();
    const resumed = applyView({ gate, pauses }, { ...firstView, serial: 3 }, half);
    expect(stopOf(resumed.gate, pauses, "orders", "put", NOW_MS)).toBeNull();
  });

  it("changes nothing when it is older than what the shard knows", () => {
    const row = applyView(ROW, paused, half);
    expect(applyView(row, { ...firstView, serial: 1 }, half)).toBe(row);
    expect(applyView(row, { ...firstView, serial: 2 }, half)).toBe(row);
  });

  it("stops an operation for the day whose limit another shard has met", () => {
    const today = utcDay(NOW_MS);
    const view = { ...firstView, serial: 1, exhaustedDay: { put: today, delete: -1 } };
    const { pauses } = applyView(ROW, view, half);
    expect(pauses).toEqual({ put: dayEndMs(today) + 150_000, delete: 0 });
    expect(exhaustedDayOf(pauses.put)).toBe(today);
    expect(applyView({ ...ROW, pauses }, { ...view, serial: 2 }, () => 0.9).pauses).toEqual(pauses);
  });

  it("lets one write at a time through once a breaker is half open", () => {
    const breakers = { orders: { episode: 7, untilMs: NOW_MS + 30_000 } };
    const { gate, pauses } = applyView(ROW, { ...firstView, serial: 1, breakers }, half);
    const stopAt = (nowMs: number, known = gate) => stopOf(known, pauses, "orders", "put", nowMs);
    expect(stopAt(NOW_MS)).toEqual({ reason: "breaker", untilMs: NOW_MS + 30_000 });
    expect(stopAt(NOW_MS + 30_000)).toBeNull();
    const probing = { ...gate, probes: { orders: { episode: 7, atMs: NOW_MS + 30_000 } } };
    expect(stopAt(NOW_MS + 31_000, probing)?.untilMs).toBe(NOW_MS + 75_000);
    const earlier = { ...gate, probes: { orders: { episode: 6, atMs: NOW_MS + 30_000 } } };
    expect(stopAt(NOW_MS + 31_000, earlier)).toBeNull();
  });
});
