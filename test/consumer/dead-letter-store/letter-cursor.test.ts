import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeCursor, parseCursor } from "../../../consumer/dead-letter-store/letter-cursor.ts";

describe("the cursor of a list", () => {
  it("comes back as it was, for any id, and is safe in a URL", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
        (lastSeenAtMs, id) => {
          const cursor = encodeCursor({ lastSeenAtMs, id });
          expect(cursor).toBe(encodeURIComponent(cursor));
          expect(parseCursor(cursor)).toEqual({ ok: true, value: { lastSeenAtMs, id } });
        },
      ),
      { seed: 1 },
    );
  });

  it("is refused with a reason when it is none of ours", () => {
    for (const cursor of ["", "!", "abcde", "YWJj", "a".repeat(2_000), "é", "MTIz", "OmFi"]) {
      const parsed = parseCursor(cursor);
      expect(parsed.ok ? cursor : parsed.error.kind).toBe("cursor-invalid");
    }
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (cursor) => {
        parseCursor(cursor);
      }),
      { seed: 2 },
    );
  });
});
