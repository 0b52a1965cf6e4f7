/** Lines as SVG paths in a box of fixed size, which the page stretches to its place. */

export type Box = { readonly width: number; readonly height: number };

export const SPARK: Box = { width: 120, height: 28 };
export const PLOT: Box = { width: 600, height: 200 };

/** From the left to the right, `top` at the upper edge and 0 at the lower; gaps where nothing is. */
export function linePath(values: readonly (number | null)[], top: number, box: Box): string {
  const step = box.width / Math.max(1, values.length - 1);
  let isBroken = true;
  const parts = values.map((value, index) => {
    if (value === null) {
      isBroken = true;
      return "";
    }
    const command = isBroken ? "M" : "L";
    isBroken = false;
    return `${command}${round(index * step)} ${round(heightOf(value, top, box))}`;
  });
  return parts.join("");
}

/** A small line under a figure; nothing for fewer than two values. */
export function sparkPath(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length < 2 ? "" : linePath(values, Math.max(1, ...known), SPARK);
}

/** The least round number that is not below any value: 1, 2, 4, 6, 8 or 10 of a power of ten. */
export function roundTop(values: readonly number[]): number {
  const most = Math.max(0, ...values);
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 4, 6, 8].find((factor) => factor * power >= most) ?? 10;
  return step * power;
}

/** Which of `count` values lies nearest to a place between the edges, from 0 to 1. */
export const indexAt = (share: number, count: number): number =>
  Math.min(count - 1, Math.max(0, Math.round(share * (count - 1))));

/** As many values as labels fit, evenly from the first to the last. */
export const spread = <T>(values: readonly T[], labels: number): readonly T[] =>
  Array.from(
    { length: Math.min(labels, values.length) },
    (_, index) => values[Math.round((index * (values.length - 1)) / Math.max(1, labels - 1))],
  ).filter((value) => value !== undefined);

/** A line of full width lies a stroke away from the edges, or half of it would be cut off. */
const heightOf = (value: number, top: number, { height }: Box): number =>
  1 + (height - 2) * (1 - Math.min(1, value / top));

const round = (value: number): number => Math.round(value * 10) / 10;
