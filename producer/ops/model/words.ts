/** Numbers and spans as people read them. */

export const formatCount = (count: number): string => COUNT.format(count);

export const counted = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Few digits: 0.25, 3.4, 120. */
export const formatRate = (rate: number): string =>
  rate >= 10 || rate === 0 ? COUNT.format(Math.round(rate)) : RATE.format(rate);

/** The largest two units that say something: 3 s, 2 min, 1 h 5 min, 4 d. */
export function formatSpan(spanMs: number): string {
  const seconds = Math.max(0, Math.round(spanMs / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} d`;
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** Two of them in one unit: 840 / 990 ms, 0.5 / 2.5 s. */
export const formatLatencies = (firstMs: number, secondMs: number): string =>
  Math.max(firstMs, secondMs) < 1_000
    ? `${Math.round(firstMs)} / ${Math.round(secondMs)} ms`
    : `${RATE.format(firstMs / 1_000)} / ${RATE.format(secondMs / 1_000)} s`;

export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1_000) return `${sizeBytes} B`;
  if (sizeBytes < 1_000_000) return `${RATE.format(sizeBytes / 1_000)} kB`;
  return `${RATE.format(sizeBytes / 1_000_000)} MB`;
}

/** One language and one zone for every reader, so that two people who talk see the same. */
const COUNT = new Intl.NumberFormat("en-GB");
const RATE = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 2 });
