import { describe, expect, it } from "vitest";
import {
  filterQuery,
  filterSearch,
  filterWords,
  isFiltered,
  NO_FILTER,
  readFilter,
} from "../../../producer/ops/model/letter-filter.ts";
import { letterName } from "../../../producer/ops/model/letter-words.ts";
import { REASONS } from "../../../producer/ops/model/reasons.ts";
import {
  isPageSelected,
  NOTHING,
  selectedCount,
  selectionBody,
  toggle,
  togglePage,
} from "../../../producer/ops/model/selection.ts";
import { FAILURE_REASONS } from "../../../shared/failure.ts";
import { NOW_MS, someLetter } from "./some-answers.ts";

const filter = {
  reason: "kv_refused",
  namespace: "default",
  keyPrefix: "a&b=ü#",
  within: "24h",
} as const;

describe("the filter of dead letters", () => {
  it("stands in the address and comes back from it", () => {
    expect(readFilter(filterSearch(filter))).toEqual(filter);
    expect(filterSearch(NO_FILTER)).toBe("");
    expect(readFilter("?within=3y&other=1")).toEqual(NO_FILTER);
  });

  it("asks the API for what was last seen since then", () => {
    expect(filterQuery(filter, NOW_MS)).toEqual({
      reason: "kv_refused",
      namespace: "default",
      keyPrefix: "a&b=ü#",
      since: "2026-11-20T10:00:00.000Z",
    });
    expect(filterQuery(NO_FILTER, NOW_MS)).toEqual({});
  });

  it("says in words what it means", () => {
    expect(isFiltered(NO_FILTER)).toBe(false);
    expect(isFiltered(filter)).toBe(true);
    expect(filterWords(filter)).toBe(
      "with the reason kv_refused in default whose key begins with “a&b=ü#” last seen within 24h",
    );
  });

  it("knows every reason", () => {
    expect(Object.keys(REASONS)).toEqual([...FAILURE_REASONS]);
  });
});

describe("a selection", () => {
  const page = [someLetter({ id: "a" }), someLetter({ id: "b" })];

  it("takes one letter in and out", () => {
    const one = toggle(NOTHING, "a", page);
    expect(one).toEqual({ kind: "some", ids: ["a"] });
    expect(toggle(one, "a", page)).toEqual(NOTHING);
  });

  it("takes a page in and out, beside letters of other pages", () => {
    const other = toggle(NOTHING, "z", page);
    const both = togglePage(other, page);
    expect(both).toEqual({ kind: "some", ids: ["z", "a", "b"] });
    expect(isPageSelected(both, page)).toBe(true);
    expect(togglePage(both, page)).toEqual(other);
  });

  it("of all that match counts all, and names them by the filter", () => {
    const all = { kind: "matching" } as const;
    expect(selectedCount(all, 10_000)).toBe(10_000);
    expect(selectionBody(all, NO_FILTER, NOW_MS)).toEqual({ all: true });
    expect(selectionBody(all, { ...NO_FILTER, reason: "timeout" }, NOW_MS)).toEqual({
      filter: { reason: "timeout" },
    });
    expect(selectionBody(toggle(NOTHING, "a", page), filter, NOW_MS)).toEqual({ ids: ["a"] });
  });

  it("of all without one is the rest of the page: letters that were never seen are left alone", () => {
    expect(toggle({ kind: "matching" }, "a", page)).toEqual({ kind: "some", ids: ["b"] });
    expect(togglePage({ kind: "matching" }, page)).toEqual(NOTHING);
  });
});

describe("the name of a letter", () => {
  it("is its key, or says that it has none", () => {
    expect(letterName(someLetter({ key: "a\u202e" }))).toBe("a\\u202e");
    const { key: _key, ...unreadable } = someLetter({ id: "raw_1" });
    expect(letterName(unreadable)).toBe("unreadable raw_1");
  });
});
