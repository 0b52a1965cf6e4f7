/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Draws ranks from 0 to `ranks - 1`, rank r with a weight of 1 / (r + 1) ** exponent: a few keys are
 * written all the time and most of them rarely.
 */
export function zipf(ranks: number, exponent: number, dice: () => number): () => number {
  const cumulative: number[] = [];
  let total = 0;
  for (let rank = 0; rank < ranks; rank++) {
    total += 1 / (rank + 1) ** exponent;
    cumulative.push(total);
  }
  return () => {
    const point = dice() * total;
    return Math.min(firstAbove(cumulative, point), ranks - 1);
  };
}

/** Where in the rising numbers the first one above `point` is. */
function firstAbove(rising: readonly number[], point: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) > point) high = middle;
    else low = middle + 1;
  }
  return low;
}
