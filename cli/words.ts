import { escapeControl } from "./escape-control.ts";

/** `1 write`, `3 writes`. */
export const counted = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Thousands set apart, the same everywhere: `12,345`. */
export const formatCount = (count: number): string => count.toLocaleString("en-US");

/** Decimal units, as the platform's limits are given: `4.1 kB`. */
export function formatBytes(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = "B";
  for (const larger of ["kB", "MB", "GB", "TB"]) {
    if (size < 999.95) break;
    size /= 1_000;
    unit = larger;
  }
  return unit === "B" ? `${size} B` : `${size.toFixed(1)} ${unit}`;
}

/** A word that bash and zsh read back as it was; control characters come out visible. */
export function shellQuote(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./][A-Za-z0-9_@%+=:,./-]*$/.test(word)) return word;
  const visible = escapeControl(word);
  if (visible !== word.replaceAll("\\", "\\\\")) return `$'${visible.replaceAll("'", "\\'")}'`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
