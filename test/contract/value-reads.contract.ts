import { beforeEach, describe, expect, it } from "vitest";
import type { ValueReads } from "../../producer/ports.ts";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";

export type ReadsSubject = {
  readonly reads: ValueReads;
  /** Stores a value of the namespace `default`. */
  readonly put: (key: string, text: string, metadata: unknown) => Promise<void>;
};

export function describeValueReadsContract(name: string, makeSubject: () => ReadsSubject): void {
  describe(`${name} as KV`, () => {
    let subject: ReadsSubject;
    beforeEach(() => {
      subject = makeSubject();
    });

    const get = (key: string) => subject.reads.get({ namespace: "default", key });
    const list = (prefix: string, limit: number, cursor: string | null = null) =>
      subject.reads.list({ namespace: "default", prefix, limit, cursor });

    it("knows no value that was not put", async () => {
      expect(await get("nothing here")).toBeNull();
    });

    it("streams a value and brings its metadata", async () => {
      const metadata = { sluice: { v: "x" }, a: [1, null] };
      await subject.put("a\n/🔑", "välue", metadata);
      const found = await get("a\n/🔑");
      expect(await new Response(found?.body).text()).toBe("välue");
      expect(found?.metadata).toEqual(metadata);
    });

    it("streams an empty value", async () => {
      await subject.put("empty", "", null);
      const found = await get("empty");
      expect(await new Response(found?.body).text()).toBe("");
    });

    it("reads many texts at once, and null for keys without a value", async () => {
      await subject.put("many/a", "välue", { a: 1 });
      await subject.put("many/b", "", null);
      const found = await subject.reads.getMany("default", ["many/a", "many/b", "many/c"]);
      if (found === "too-large") throw new Error("three short values were too large");
      expect(Object.fromEntries(found)).toEqual({
        "many/a": { text: "välue", metadata: { a: 1 } },
        "many/b": { text: "", metadata: null },
        "many/c": null,
      });
    });

    it("says that many texts have over 25 MiB together", async () => {
      const half = "x".repeat(MAX_VALUE_BYTES / 2);
      await subject.put("half/a", half, null);
      await subject.put("half/b", `${half}x`, null);
      expect(await subject.reads.getMany("default", ["half/a", "half/b"])).toBe("too-large");
    });

    it("lists by prefix, page by page", async () => {
      for (const key of ["p/1", "p/2", "p/3", "q/1"]) await subject.put(key, "x", { key });
      const first = await list("p/", 2);
      if (first === "bad-cursor") throw new Error("there was no cursor to be bad");
      expect(first.keys).toEqual([
        { name: "p/1", expiration: null, metadata: { key: "p/1" } },
        { name: "p/2", expiration: null, metadata: { key: "p/2" } },
      ]);
      expect(first.cursor).not.toBeNull();
      const second = await list("p/", 2, first.cursor);
      expect(second).toMatchObject({ keys: [{ name: "p/3" }], cursor: null });
    });

    it("lists nothing where nothing is", async () => {
      expect(await list("no such prefix", 10)).toEqual({ keys: [], cursor: null });
    });
  });
}
