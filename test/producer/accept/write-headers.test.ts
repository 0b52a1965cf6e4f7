import { describe, expect, it } from "vitest";
import { readValueHeaders } from "../../../producer/accept/write-headers.ts";

/** As workerd gives them: Node's own hold no character over 255. */
const headersWith = (metadata: string): Headers =>
  ({ get: (name: string) => (name === "Sluice-Metadata" ? metadata : null) }) as Headers;

describe("Sluice-Metadata", () => {
  it("is taken in UTF-8, and with escapes", () => {
    for (const text of ['{"a":"é🔑"}', '{"a":"\\u00e9\\ud83d\\udd11"}']) {
      expect(readValueHeaders(headersWith(text))).toMatchObject({
        ok: true,
        value: { metadata: { a: "é🔑" } },
      });
    }
  });

  it("is refused where what was sent was no UTF-8", () => {
    expect(readValueHeaders(headersWith('{"a":"\ufffd"}'))).toMatchObject({
      ok: false,
      error: { slug: "malformed-header", errors: [{ header: "Sluice-Metadata" }] },
    });
  });

  it("may hold the replacement character as an escape", () => {
    expect(readValueHeaders(headersWith('{"a":"\\ufffd"}')).ok).toBe(true);
  });
});
