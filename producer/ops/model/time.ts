import { formatSpan } from "./words.ts";

/** Times of the API as numbers and words; no clock is read here. All words are UTC. */

export const parseTime = (iso: string): number => Date.parse(iso);

export const isoTime = (atMs: number): string => new Date(atMs).toISOString();

/** 08:12 UTC */
export const clockTime = (atMs: number): string => `${isoTime(atMs).slice(11, 16)} UTC`;

/** 2026-11-21 08:12:04 UTC */
export const fullTime = (iso: string): string =>
  `${isoTime(parseTime(iso)).slice(0, 19).replace("T", " ")} UTC`;

/** 3 min ago; a time that lies ahead, as clocks differ, is now. */
export const ago = (iso: string, nowMs: number): string =>
  `${formatSpan(nowMs - parseTime(iso))} ago`;

/** How long it still takes. */
export const ahead = (iso: string, nowMs: number): string => formatSpan(parseTime(iso) - nowMs);

/** 08:12, or 11-21 where an axis covers days. */
export const axisTime = (atMs: number, span: "hours" | "days"): string =>
  span === "days" ? isoTime(atMs).slice(5, 10) : isoTime(atMs).slice(11, 16);
