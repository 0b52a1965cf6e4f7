import { describe, expect, it } from "vitest";
import { ByteLru } from "../../../producer/l1/byte-lru.ts";

const MAX_BYTES = 10;
const create = () => new ByteLru<string>(MAX_BYTES, (entry, id) => entry.length + id.length);

describe("a cache bounded by bytes", () => {
  it("lets the least recently used go until the rest fits", () => {
    const cache = create();
    for (const id of ["a", "b", "c"]) cache.set(id, "12");
    cache.get("a");
    cache.set("d", "1234");
    expect(["a", "b", "c", "d"].filter((id) => cache.get(id) !== undefined)).toEqual(["a", "d"]);
    expect(cache).toMatchObject({ size: 2, bytes: 8 });
  });

  it("counts an entry that was replaced once", () => {
    const cache = create();
    cache.set("a", "12345");
    cache.set("a", "1");
    expect(cache).toMatchObject({ size: 1, bytes: 2 });
  });

  it("keeps nothing under an id whose new entry is too large by itself", () => {
    const cache = create();
    cache.set("b", "1");
    cache.set("a", "1");
    cache.set("a", "1234567890");
    expect(cache.get("a")).toBeUndefined();
    expect(cache).toMatchObject({ size: 1, bytes: 2 });
  });

  it("says whether there was something to forget", () => {
    const cache = create();
    cache.set("__proto__", "1");
    expect([cache.delete("__proto__"), cache.delete("__proto__")]).toEqual([true, false]);
    expect(cache).toMatchObject({ size: 0, bytes: 0 });
  });
});
