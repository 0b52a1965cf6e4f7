import { describe, expect, it } from "vitest";
import { MARK_GAP_MS, type Mark, MarkPace } from "../../producer/read/mark-pace.ts";
import { keyId } from "../../shared/key.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { fc } from "../support/property.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";

const ID = keyId({ namespace: "default", key: "hot" });

const put = (number: number) => ({ version: aVersion(number), op: "put" }) as const;

describe("the marks of one key", () => {
  it("go out at once, then the newest at the end of the gap, whoever brought it", () => {
    const pace = new MarkPace();
    expect(pace.turn(ID, put(1), NOW_MS)).toEqual({ kind: "now" });
    expect(pace.turn(ID, put(2), NOW_MS + 100)).toEqual({
      kind: "later",
      delayMs: MARK_GAP_MS - 100,
    });
    expect(pace.turn(ID, put(4), NOW_MS + 200)).toEqual({ kind: "covered" });
    expect(pace.turn(ID, put(3), NOW_MS + 300)).toEqual({ kind: "covered" });
    expect(pace.take(ID, put(2), NOW_MS + MARK_GAP_MS)).toEqual(put(4));
    expect(pace.turn(ID, put(4), NOW_MS + MARK_GAP_MS)).toEqual({ kind: "covered" });
    expect(pace.turn(ID, put(5), NOW_MS + 2 * MARK_GAP_MS)).toEqual({ kind: "now" });
  });

  it("are not waited for from a request that did not put the one it had to", () => {
    const pace = new MarkPace();
    pace.turn(ID, put(1), NOW_MS);
    pace.turn(ID, put(2), NOW_MS + 1);
    expect(pace.turn(ID, put(3), NOW_MS + MARK_GAP_MS + 999)).toEqual({ kind: "covered" });
    expect(pace.turn(ID, put(4), NOW_MS + MARK_GAP_MS + 1_000)).toEqual({ kind: "now" });
  });

  it("go out at once again after one that the cache refused, unless one is due", () => {
    const pace = new MarkPace();
    pace.turn(ID, put(1), NOW_MS);
    pace.forget(ID);
    expect(pace.turn(ID, put(2), NOW_MS)).toEqual({ kind: "now" });
    expect(pace.turn(ID, put(3), NOW_MS)).toMatchObject({ kind: "later" });
    pace.forget(ID);
    expect(pace.turn(ID, put(4), NOW_MS)).toEqual({ kind: "covered" });
    expect(pace.take(ID, put(3), NOW_MS + MARK_GAP_MS)).toEqual(put(4));
  });

  it("do not hold up those of other keys", () => {
    const pace = new MarkPace();
    for (const key of ["a", "b", "c"]) {
      const id = keyId({ namespace: "default", key });
      expect(pace.turn(id, put(1), NOW_MS)).toEqual({ kind: "now" });
    }
  });

  it("end with the newest version at most a gap after it was accepted", () => {
    const gapsMs = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gapsMs, (gaps) => {
        const { marks, writes } = marksOf(gaps);
        const newest = writes.at(-1);
        const last = marks.at(-1);
        expect(last?.mark).toEqual(newest?.mark);
        expect((last?.atMs ?? 0) - (newest?.atMs ?? 0)).toBeLessThan(MARK_GAP_MS);
        for (const [index, { atMs }] of marks.entries()) {
          const before = marks[index - 1]?.atMs ?? Number.NEGATIVE_INFINITY;
          expect(atMs - before).toBeGreaterThanOrEqual(MARK_GAP_MS);
        }
      }),
    );
  });
});

type Write = { readonly mark: Mark; readonly atMs: number };

/** Writes of one key, so far apart, and the marks that they put. */
function marksOf(gapsMs: readonly number[]) {
  const pace = new MarkPace();
  const marks: Write[] = [];
  const writes: Write[] = [];
  let nowMs = NOW_MS;
  let due: Write | null = null;
  const ring = (untilMs: number): void => {
    if (due === null || due.atMs > untilMs) return;
    marks.push({ mark: pace.take(ID, due.mark, due.atMs), atMs: due.atMs });
    due = null;
  };
  for (const [index, gapMs] of gapsMs.entries()) {
    nowMs += gapMs;
    ring(nowMs);
    const write = { mark: put(index), atMs: nowMs };
    writes.push(write);
    const turn = pace.turn(ID, write.mark, nowMs);
    if (turn.kind === "now") marks.push(write);
    if (turn.kind === "later") due = { ...write, atMs: nowMs + turn.delayMs };
  }
  ring(Number.POSITIVE_INFINITY);
  return { marks, writes };
}

describe("many writes of one key", () => {
  it("leave the mark of the newest, by two calls to the cache", async () => {
    const gapIsOver = Promise.withResolvers<void>();
    const clock = { now: () => NOW_MS, sleep: () => gapIsOver.promise };
    const rig = new ProducerRig({ services: { clock } });
    const put = rig.edge.put.bind(rig.edge);
    let puts = 0;
    rig.edge.put = (url, entry) => {
      puts += 1;
      return put(url, entry);
    };
    await rig.put("hot", "first");
    await Promise.all(Array.from({ length: 20 }, (_, n) => rig.put("hot", `value ${n}`)));
    gapIsOver.resolve();
    await rig.settle();
    expect(puts).toBe(2);
    const newest = rig.queue.intents
      .map(({ version }) => version)
      .sort()
      .at(-1);
    const [entry] = rig.edge.entries.values();
    expect(new Headers(entry?.headers).get("Sluice-Version")).toBe(newest);
  });
});
