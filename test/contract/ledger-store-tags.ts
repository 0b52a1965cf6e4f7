import { expect } from "vitest";
import { purgeId } from "../../shared/ledger/purge.ts";
import { aPurgeTask } from "../support/a-purge-task.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";
import type { OnStore } from "./on-store.ts";

const FIRST = { tag: "", id: "" };

export function describeTags(onStore: OnStore): void {
  onStore("finds the keys of a tag, page by page", ({ tags }) => {
    for (const id of ["c", "a", "b"]) tags.add(id, ["red", `of-${id}`]);
    tags.add("d", ["blue"]);
    expect(tags.keys("red", "", 2)).toEqual(["a", "b"]);
    expect(tags.keys("red", "b", 2)).toEqual(["c"]);
    expect(tags.keys("of-a", "", 10)).toEqual(["a"]);
    expect(tags.keys("re", "", 10)).toEqual([]);
  });

  onStore("keeps tags apart that differ in case or punctuation alone", ({ tags }) => {
    const all = ["a", "A", "%", "_", "a'", 'a"', "a\\", "a;b"];
    for (const tag of all) tags.add(`key of ${tag}`, [tag]);
    expect(all.map((tag) => tags.keys(tag, "", 10))).toEqual(all.map((tag) => [`key of ${tag}`]));
  });

  onStore("keeps each tag of a key once", ({ tags }) => {
    tags.add("a", ["red", "blue"]);
    tags.add("a", ["red"]);
    expect(tags.rows(FIRST, 10)).toEqual([
      { tag: "blue", id: "a" },
      { tag: "red", id: "a" },
    ]);
  });

  onStore("removes exactly the tags that are named, of exactly the key", ({ tags }) => {
    tags.add("a", ["red", "blue"]);
    tags.add("b", ["red"]);
    tags.remove("a", ["red", "green"]);
    expect(tags.keys("red", "", 10)).toEqual(["b"]);
    expect(tags.keys("blue", "", 10)).toEqual(["a"]);
  });

  onStore("pages through all rows in the order of tag and key, by bytes", ({ tags }) => {
    for (const id of ["😀", "\uffff", "a"]) tags.add(id, ["x", "B"]);
    const all = tags.rows(FIRST, 10);
    expect(all.map(({ tag, id }) => `${tag} ${id}`)).toEqual([
      ...["B a", "B \uffff", "B 😀"],
      ...["x a", "x \uffff", "x 😀"],
    ]);
    expect(tags.rows(all[3] ?? FIRST, 1)).toEqual([all[4]]);
  });
}

export function describePurges(onStore: OnStore): void {
  onStore("gives back a purge as it was saved last", ({ purges }) => {
    expect(purges.load("purge_1")).toBeNull();
    const task = aPurgeTask({ id: "purge_1" });
    purges.save(task);
    expect(purges.load("purge_1")).toEqual(task);
    purges.save({ ...task, enqueued: 9, dueAtMs: null, finishedAtMs: NOW_MS });
    expect(purges.load("purge_1")).toMatchObject({ enqueued: 9, finishedAtMs: NOW_MS });
  });

  onStore("lists the purges that are due, the longest due first", ({ purges }) => {
    expect(purges.earliestDueMs()).toBeNull();
    purges.save(aPurgeTask({ id: "late", dueAtMs: NOW_MS + 2 }));
    purges.save(aPurgeTask({ id: "early", dueAtMs: NOW_MS + 1 }));
    purges.save(aPurgeTask({ id: "future", dueAtMs: NOW_MS + 3 }));
    purges.save(aPurgeTask({ id: "finished", dueAtMs: null }));
    expect(purges.earliestDueMs()).toBe(NOW_MS + 1);
    expect(purges.due(NOW_MS + 2, 10).map(({ id }) => id)).toEqual(["early", "late"]);
    expect(purges.due(NOW_MS + 2, 1).map(({ id }) => id)).toEqual(["early"]);
  });

  onStore("finds the purges of a tag, finished ones too", ({ purges }) => {
    const idOf = (n: number) => purgeId(aVersion(n));
    purges.save(aPurgeTask({ id: idOf(1), tag: "red" }));
    purges.save(aPurgeTask({ id: idOf(2), tag: "blue" }));
    purges.save(aPurgeTask({ id: idOf(3), tag: "red", dueAtMs: null }));
    const found = purges.withTag("red", aVersion(0));
    expect(found.map(({ id }) => id)).toEqual([idOf(1), idOf(3)]);
    expect(purges.withTag("Red", aVersion(0))).toEqual([]);
  });

  onStore("leaves out the purges of a tag that a write has outlived", ({ purges }) => {
    const ids = [1, 2_000, 4_000].map((n) => purgeId(aVersion(n)));
    for (const id of ids) purges.save(aPurgeTask({ id, tag: "red", dueAtMs: null }));
    const idsFrom = (n: number) => purges.withTag("red", aVersion(n)).map(({ id }) => id);
    expect(idsFrom(3_000)).toEqual(ids.slice(2));
    expect(idsFrom(6_000)).toEqual([]);
  });

  onStore("forgets finished purges by their age, and no others", ({ purges }) => {
    purges.save(aPurgeTask({ id: "old", dueAtMs: null, startedAtMs: NOW_MS - 1 }));
    purges.save(aPurgeTask({ id: "new", dueAtMs: null, startedAtMs: NOW_MS }));
    purges.save(aPurgeTask({ id: "running", startedAtMs: NOW_MS - 1 }));
    purges.collect(NOW_MS);
    expect(["old", "new", "running"].map((id) => purges.load(id) !== null)).toEqual([
      false,
      true,
      true,
    ]);
  });
}
