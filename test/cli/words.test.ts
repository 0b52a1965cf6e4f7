import { describe, expect, it } from "vitest";
import { formatBytes, shellQuote } from "../../cli/words.ts";

describe("words", () => {
  it.each([
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [26_214_400, "26.2 MB"],
    [999_999, "1.0 MB"],
  ])("writes %i bytes as %s", (sizeBytes, text) => {
    expect(formatBytes(sizeBytes)).toBe(text);
  });

  it.each([
    ["user:42", "user:42"],
    ["-rf", "'-rf'"],
    ["it's", "'it'\\''s'"],
    ["a\nb'c", "$'a\\nb\\'c'"],
    ["$(x)\\", "'$(x)\\'"],
  ])("quotes %j for a shell as %s", (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });
});
