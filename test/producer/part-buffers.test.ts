import { describe, expect, it } from "vitest";
import { type PartBuffer, PartBuffers } from "../../producer/adapters/part-buffers.ts";
import { UPLOAD_PART_BYTES } from "../../shared/limits.ts";
import { ManualClock } from "../support/manual-clock.ts";

const rig = () => {
  const clock = new ManualClock();
  return { clock, buffers: new PartBuffers(clock) };
};

const takeFour = (buffers: PartBuffers): Promise<PartBuffer[]> =>
  Promise.all(Array.from({ length: 4 }, () => buffers.take()));

describe("the buffers of an isolate's uploads", () => {
  it("hold a part each, four at a time", async () => {
    const { clock, buffers } = rig();
    const taken = await takeFour(buffers);
    expect(taken.map(({ bytes }) => bytes.byteLength)).toEqual(Array(4).fill(UPLOAD_PART_BYTES));
    expect(new Set(taken.map(({ bytes }) => bytes)).size).toBe(4);
    let isGiven = false;
    const fifth = buffers.take().then((buffer) => {
      isGiven = true;
      return buffer;
    });
    await clock.advance(1_000);
    expect(isGiven).toBe(false);
    taken[1]?.release();
    await clock.advance(1_000);
    expect((await fifth).bytes).toBe(taken[1]?.bytes);
  });

  it("are free again after fifteen seconds, without the bytes of who still has them", async () => {
    const { clock, buffers } = rig();
    const taken = await takeFour(buffers);
    await clock.advance(15_000);
    const later = await takeFour(buffers);
    const bytesOf = (all: typeof taken) => all.map(({ bytes }) => bytes);
    expect(bytesOf(later).filter((bytes) => bytesOf(taken).includes(bytes))).toEqual([]);
    for (const { release } of [...taken, ...later]) release();
    const again = bytesOf(await takeFour(buffers));
    expect(again.every((bytes) => bytesOf(later).includes(bytes))).toBe(true);
  });

  it("are given back once, however often they are released", async () => {
    const { clock, buffers } = rig();
    const [first] = await takeFour(buffers);
    first?.release();
    first?.release();
    await buffers.take();
    let isGiven = false;
    void buffers.take().then(() => {
      isGiven = true;
    });
    await clock.advance(1_000);
    expect(isGiven).toBe(false);
  });

  it("are refused at once to who cannot wait", async () => {
    const { buffers } = rig();
    const [first] = await takeFour(buffers);
    await expect(buffers.take("at-once")).rejects.toThrow("under way");
    first?.release();
    expect((await buffers.take("at-once")).bytes).toBe(first?.bytes);
  });

  it("refuse with what to do when others are quicker for a minute", async () => {
    let nowMs = 0;
    let holders: readonly PartBuffer[] = [];
    const buffers = new PartBuffers({
      now: () => nowMs,
      sleep: async () => {
        nowMs += 10_000;
        for (const { release } of holders) release();
        holders = await takeFour(buffers);
      },
    });
    holders = await takeFour(buffers);
    await expect(buffers.take()).rejects.toThrow("send the length, or try again");
  });
});
