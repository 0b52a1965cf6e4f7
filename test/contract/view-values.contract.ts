import { describe, expect, it } from "vitest";
import type { ViewValues } from "../../consumer/views/view-ports.ts";
import type { Version } from "../../shared/version.ts";
import { aVersion } from "../support/versions.ts";

type Stamp = { readonly version: Version | null; readonly expirationSeconds: number | null };

type Subject = {
  readonly values: ViewValues;
  readonly put: (key: string, text: string, stamp: Stamp) => Promise<void>;
};

/** So far ahead that nothing ends during a test; the binding takes no later one than 2^31 - 1. */
const FAR_SECONDS = 2_100_000_000;

/** What KV has to be for a view that compares itself with it. */
export function describeViewValuesContract(name: string, open: () => Subject): void {
  describe(`the values ${name}`, () => {
    const STAMPED: Stamp = { version: aVersion(3), expirationSeconds: null };
    const FOREIGN: Stamp = { version: null, expirationSeconds: null };

    it("are listed by key, with version and end", async () => {
      const { values, put } = open();
      await put("list:b", "2", { version: aVersion(2), expirationSeconds: FAR_SECONDS });
      await put("list:a", "1", FOREIGN);
      await put("lists", "0", STAMPED);
      expect(await values.list("default", "list:", null)).toEqual({
        keys: [
          { key: "list:a", version: "", endsAtMs: null },
          { key: "list:b", version: aVersion(2), endsAtMs: FAR_SECONDS * 1_000 },
        ],
        cursor: null,
      });
    });

    it("are read many at once, without those that are absent", async () => {
      const { values, put } = open();
      await put("read:a", '{"ä":1}', STAMPED);
      await put("read:b", "foreign", FOREIGN);
      expect(await values.read("default", ["read:a", "read:b", "read:c"])).toEqual(
        new Map([
          ["read:a", { version: aVersion(3), text: '{"ä":1}' }],
          ["read:b", { version: "", text: "foreign" }],
        ]),
      );
    });

    it("are none in a namespace without a binding", async () => {
      const { values } = open();
      await expect(values.list("nowhere", "a", null)).rejects.toThrow("nowhere");
      await expect(values.read("nowhere", ["a"])).rejects.toThrow("nowhere");
    });
  });
}
