import type { Query } from "../api/api.ts";
import { isoTime } from "./time.ts";

export const AGES = ["", "1h", "24h", "7d"] as const;
export type Age = (typeof AGES)[number];

/** Which dead letters are looked at; empty texts mean any. */
export type LetterFilter = {
  readonly reason: string;
  readonly namespace: string;
  readonly keyPrefix: string;
  /** Last seen within. */
  readonly within: Age;
};

export const NO_FILTER: LetterFilter = { reason: "", namespace: "", keyPrefix: "", within: "" };

export const isFiltered = (filter: LetterFilter): boolean =>
  Object.values(filter).some((value) => value !== "");

/** The filter stands in the address, so that a link shows the same letters. */
export function readFilter(search: string): LetterFilter {
  const given = new URLSearchParams(search);
  const within = given.get("within") ?? "";
  return {
    reason: given.get("reason") ?? "",
    namespace: given.get("namespace") ?? "",
    keyPrefix: given.get("keyPrefix") ?? "",
    within: AGES.find((age) => age === within) ?? "",
  };
}

export function filterSearch(filter: LetterFilter): string {
  const set = Object.entries(filter).filter(([, value]) => value !== "");
  const text = new URLSearchParams(set).toString();
  return text === "" ? "" : `?${text}`;
}

/** The same in the words of the API, with the age counted from now. */
export function filterQuery(filter: LetterFilter, nowMs: number): Query {
  const { within, ...rest } = filter;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ""));
  return within === "" ? set : { ...set, since: isoTime(nowMs - AGE_MS[within]) };
}

export function filterWords(filter: LetterFilter): string {
  const parts = [
    ...(filter.reason === "" ? [] : [`with the reason ${filter.reason}`]),
    ...(filter.namespace === "" ? [] : [`in ${filter.namespace}`]),
    ...(filter.keyPrefix === "" ? [] : [`whose key begins with “${filter.keyPrefix}”`]),
    ...(filter.within === "" ? [] : [`last seen within ${filter.within}`]),
  ];
  return parts.join(" ");
}

const AGE_MS: Readonly<Record<Exclude<Age, "">, number>> = {
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 604_800_000,
};
