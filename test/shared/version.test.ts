import { describe, expect, it } from "vitest";
import {
  formatVersion,
  initialVersionClock,
  laterVersion,
  nodeFromDice,
  receive,
  tick,
  VERSION_LENGTH,
  Version,
  type VersionClock,
  versionTimeMs,
} from "../../shared/version.ts";
import { fc } from "../support/property.ts";
import { aVersion, NOW_MS, versionAt } from "../support/versions.ts";

const MAX_TIME_MS = 2 ** 48 - 1;
const MAX_COUNTER = 0xffff;
const MAX_NODE = 2 ** 40 - 1;

const reading = fc.record({
  timeMs: fc.integer({ min: 0, max: MAX_TIME_MS }),
  counter: fc.integer({ min: 0, max: MAX_COUNTER }),
  node: fc.integer({ min: 0, max: MAX_NODE }),
});
/** Readings close together, so that every field decides sometimes. */
const nearReading = fc.record({
  timeMs: fc.integer({ min: NOW_MS, max: NOW_MS + 2 }),
  counter: fc.integer({ min: 30, max: 33 }),
  node: fc.integer({ min: 1_022, max: 1_025 }),
});
type Reading = { timeMs: number; counter: number; node: number };

const compareReadings = (a: Reading, b: Reading): number =>
  Math.sign(a.timeMs - b.timeMs || a.counter - b.counter || a.node - b.node);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const format = (r: Reading): Version => formatVersion(r, r.node);

describe("a version", () => {
  it("sorts as a string as its milliseconds, counter and node sort", () => {
    for (const readings of [reading, nearReading]) {
      fc.assert(
        fc.property(readings, readings, (a, b) => {
          expect(compareText(format(a), format(b))).toBe(compareReadings(a, b));
        }),
        { numRuns: 500 },
      );
    }
  });

  it("has 22 characters, matches the pattern and gives its time back", () => {
    fc.assert(
      fc.property(reading, (r) => {
        const version = format(r);
        expect(version).toHaveLength(VERSION_LENGTH);
        expect(Version.safeParse(version).success).toBe(true);
        expect(versionTimeMs(version)).toBe(r.timeMs);
      }),
    );
  });

  it("is written the same way in every release", () => {
    const clock = { timeMs: 1_800_000_000_000, counter: 0x1234 };
    expect(formatVersion(clock, 0xabcdef0123)).toBe("01kcc5ok0004hklf6uu093");
  });

  it.each([
    ["nothing", ""],
    ["21 characters", aVersion().slice(1)],
    ["23 characters", `${aVersion()}0`],
    ["a newline at the end", `${aVersion()}\n`],
    ["capital letters", aVersion().toUpperCase().replace(/^0/, "A")],
    ["a letter outside base32hex", `${aVersion().slice(0, -1)}w`],
    ["a time of 49 bits", `8${"0".repeat(21)}`],
    ["a counter of 17 bits", `${"0".repeat(10)}2${"0".repeat(11)}`],
  ])("is not %s", (_case, text) => {
    expect(Version.safeParse(text).success).toBe(false);
  });

  it("never parses as anything but a string of the pattern", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const isVersion = typeof value === "string" && /^[0-9a-v]{22}$/.test(value);
        expect(Version.safeParse(value).success && !isVersion).toBe(false);
      }),
    );
  });
});

describe("tick", () => {
  it("gives ever later readings whatever the wall clock does", () => {
    const wallClock = fc.array(
      fc.oneof(
        fc.integer({ min: 0, max: MAX_TIME_MS }),
        fc.integer({ min: NOW_MS, max: NOW_MS + 3 }),
      ),
      { minLength: 2, maxLength: 50 },
    );
    fc.assert(
      fc.property(wallClock, (times) => {
        const versions: Version[] = [];
        let clock: VersionClock = initialVersionClock;
        for (const nowMs of times) {
          clock = tick(clock, nowMs);
          versions.push(formatVersion(clock, 1));
        }
        expect(versions).toEqual([...new Set(versions)].sort());
      }),
    );
  });

  it("follows the wall clock when that is ahead", () => {
    expect(tick({ timeMs: NOW_MS, counter: 9 }, NOW_MS + 1)).toEqual({
      timeMs: NOW_MS + 1,
      counter: 0,
    });
  });

  it("counts within one millisecond and while the wall clock is behind", () => {
    const clock = { timeMs: NOW_MS, counter: 9 };
    expect(tick(clock, NOW_MS)).toEqual({ timeMs: NOW_MS, counter: 10 });
    expect(tick(clock, NOW_MS - 3_600_000)).toEqual({ timeMs: NOW_MS, counter: 10 });
  });

  it("borrows the next millisecond when the counter is full", () => {
    expect(tick({ timeMs: NOW_MS, counter: MAX_COUNTER }, NOW_MS)).toEqual({
      timeMs: NOW_MS + 1,
      counter: 0,
    });
  });

  it("counts on when the wall clock is past the last time that fits", () => {
    const clock = { timeMs: MAX_TIME_MS, counter: 5 };
    expect(tick(clock, MAX_TIME_MS + 10)).toEqual({ timeMs: MAX_TIME_MS, counter: 6 });
  });
});

describe("receive", () => {
  const tickAfter = (clock: VersionClock, nowMs: number, after: Version): Version => {
    const received = receive(clock, nowMs, after);
    if (!received.ok) throw new Error(`refused: ${received.error.aheadMs} ms ahead`);
    return formatVersion(tick(received.value, nowMs), 0);
  };

  it("makes the next version later than the one received and than every one given out", () => {
    const near = fc.integer({ min: NOW_MS - 100, max: NOW_MS + 100 });
    const counter = fc.integer({ min: 0, max: MAX_COUNTER });
    const node = fc.constantFrom(0, MAX_NODE);
    fc.assert(
      fc.property(near, counter, near, counter, node, near, (ms, count, afterMs, ac, n, nowMs) => {
        const after = versionAt(afterMs, ac, n);
        const next = tickAfter({ timeMs: ms, counter: count }, nowMs, after);
        expect(next > after).toBe(true);
        expect(next > versionAt(ms, count, MAX_NODE)).toBe(true);
      }),
    );
  });

  it("takes a version 60 s ahead of the clock", () => {
    expect(receive(initialVersionClock, NOW_MS, versionAt(NOW_MS + 60_000)).ok).toBe(true);
  });

  it("refuses a version more than 60 s ahead and says by how much", () => {
    expect(receive(initialVersionClock, NOW_MS, versionAt(NOW_MS + 60_001))).toEqual({
      ok: false,
      error: { aheadMs: 60_001 },
    });
  });

  it("measures against the wall clock, not against what was received before", () => {
    const ahead = { timeMs: NOW_MS + 60_000, counter: 0 };
    expect(receive(ahead, NOW_MS, versionAt(NOW_MS + 60_001)).ok).toBe(false);
  });

  it("leaves the clock alone for a version that is not later", () => {
    const clock = { timeMs: NOW_MS, counter: 3 };
    expect(receive(clock, NOW_MS, versionAt(NOW_MS, 2, MAX_NODE))).toEqual({
      ok: true,
      value: clock,
    });
  });
});

describe("nodeFromDice", () => {
  it("fits 40 bits for every throw", () => {
    expect(nodeFromDice(0)).toBe(0);
    expect(nodeFromDice(1 - Number.EPSILON / 2)).toBe(MAX_NODE);
  });
});

describe("laterVersion", () => {
  it("is the greater of two; null is earlier than any", () => {
    expect(laterVersion(aVersion(1), aVersion(2))).toBe(aVersion(2));
    expect(laterVersion(aVersion(2), aVersion(1))).toBe(aVersion(2));
    expect(laterVersion(null, aVersion(1))).toBe(aVersion(1));
    expect(laterVersion(aVersion(1), null)).toBe(aVersion(1));
    expect(laterVersion(null, null)).toBeNull();
  });
});
