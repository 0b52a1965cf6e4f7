import { describe, expect, it } from "vitest";
import { type Content, contentText } from "../../shared/content-digest.ts";

const content: Content = {
  valueSha256: "ab".repeat(32),
  metadata: { a: 1 },
  contentType: "text/plain",
  expiration: 1_800_000_000,
  tags: undefined,
};

describe("the text of a content's digest", () => {
  it("is the same for the same content", () => {
    expect(contentText({ ...content })).toBe(contentText(content));
  });

  it.each<[string, Partial<Content>]>([
    ["value", { valueSha256: "cd".repeat(32) }],
    ["metadata", { metadata: { a: 2 } }],
    ["metadata that is null", { metadata: null }],
    ["missing metadata", { metadata: undefined }],
    ["content type", { contentType: undefined }],
    ["tags", { tags: ["a"] }],
    ["expiration", { expiration: 1_800_000_001 }],
    ["missing expiration", { expiration: undefined }],
  ])("differs for another %s", (_, part) => {
    expect(contentText({ ...content, ...part })).not.toBe(contentText(content));
  });

  it("tells missing metadata from null", () => {
    const without = contentText({ ...content, metadata: undefined });
    expect(contentText({ ...content, metadata: null })).not.toBe(without);
  });
});
