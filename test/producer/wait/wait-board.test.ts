import { describe, expect, it } from "vitest";
import { MAX_POLLED_VERSIONS, WaitBoard } from "../../../producer/wait/wait-board.ts";
import { shardOf } from "../../../shared/key.ts";
import { aVersion } from "../../support/versions.ts";

const name = (n: number, key = "k") => ({ namespace: "default", key, version: aVersion(n) });
const GAP_MS = 250;

describe("the board of an isolate's waiters", () => {
  it("asks once for all waiters of a shard", () => {
    const board = new WaitBoard(1);
    board.enter([name(1)]);
    board.enter([name(2)]);
    expect(board.takePolls([name(2)], 1_000, GAP_MS)).toEqual([
      { shard: 0, names: [name(1), name(2)] },
    ]);
  });

  it("asks a shard again only when its last poll is old enough", () => {
    const board = new WaitBoard(1);
    board.enter([name(1)]);
    board.takePolls([name(1)], 1_000, GAP_MS);
    expect(board.takePolls([name(1)], 1_249, GAP_MS)).toEqual([]);
    expect(board.takePolls([name(1)], 1_250, GAP_MS)).toHaveLength(1);
  });

  it("asks only the shards of the one who wakes", () => {
    const board = new WaitBoard(8);
    const other = Array.from({ length: 50 }, (_, n) => name(2, `other-${n}`)).find(
      (one) => shardOf(one, 8) !== shardOf(name(1), 8),
    );
    if (other === undefined) throw new Error("all keys lie in one shard");
    board.enter([name(1), other]);
    expect(board.takePolls([name(1)], 0, GAP_MS)).toEqual([
      { shard: shardOf(name(1), 8), names: [name(1)] },
    ]);
  });

  it("tells every waiter what one poll has found, and asks no more for it", () => {
    const board = new WaitBoard(1);
    board.enter([name(1)]);
    board.enter([name(1), name(2)]);
    board.post([name(1), name(2)], ["applied", null]);
    expect(board.statesOf([name(1)])).toEqual(["applied"]);
    expect(board.statesOf([name(1), name(2)])).toBeNull();
    expect(board.takePolls([name(1)], 0, GAP_MS)).toEqual([{ shard: 0, names: [name(2)] }]);
  });

  it("forgets a version when its last waiter leaves", () => {
    const board = new WaitBoard(1);
    board.enter([name(1)]);
    board.enter([name(1)]);
    board.leave([name(1)]);
    expect(board.takePolls([name(1)], 0, GAP_MS)).toHaveLength(1);
    board.leave([name(1)]);
    board.post([name(1)], ["applied"]);
    expect(board.takePolls([name(1)], 1_000, GAP_MS)).toEqual([]);
    expect(board.statesOf([name(1)])).toBeNull();
  });

  it("asks for at most a thousand versions, and for the others next", () => {
    const board = new WaitBoard(1);
    const names = Array.from({ length: MAX_POLLED_VERSIONS + 2 }, (_, n) => name(n));
    board.enter(names);
    const [first] = board.takePolls(names, 0, GAP_MS);
    expect(first?.names).toHaveLength(MAX_POLLED_VERSIONS);
    const [second] = board.takePolls(names, GAP_MS, GAP_MS);
    expect(second?.names.slice(0, 2)).toEqual(names.slice(-2));
  });
});
