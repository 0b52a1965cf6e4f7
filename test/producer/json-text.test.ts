import { describe, expect, it } from "vitest";
import { parseJsonText } from "../../producer/http/json-text.ts";
import { withLittleHeap } from "../support/with-little-heap.ts";

describe("JSON from a stranger", () => {
  it("needs no memory for each element beyond what the parser makes", async () => {
    const parse = `
      const parsed = module.parseJsonText("[" + "0,".repeat(3_999_999) + "0]");
      return parsed.ok && parsed.value.length;`;
    expect(await withLittleHeap("producer/http/json-text.ts", parse, 128)).toBe(4_000_000);
  });

  it.each([
    ["/a/1/b~1c", '{"a":[0,{"b/c":1e999}]}', "expected a number that fits"],
    ["/0/__proto__", '[{"__proto__":1}]', "expected no member named __proto__"],
    ["", "-1e999", "expected a number that fits"],
  ])("is refused at %j for what would be stored as something else", (pointer, text, detail) => {
    expect(parseJsonText(text)).toEqual({
      ok: false,
      error: { slug: "invalid-request", pointer, detail: expect.stringContaining(detail) },
    });
  });
});
