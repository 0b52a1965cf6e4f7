import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { streamOutput, talkOutput } from "../../cli/stream-output.ts";

const terminal = (columns: number) => Object.assign(new PassThrough(), { isTTY: true, columns });

describe.each([
  ["streamOutput", streamOutput],
  ["talkOutput", talkOutput],
])("%s", (_name, open) => {
  it("is 80 columns wide on a terminal that says 0, as one without a size does", () => {
    expect(open(terminal(0)).columns).toBe(80);
    expect(open(new PassThrough()).columns).toBe(80);
  });

  it("is as wide as its terminal is now", () => {
    const stream = terminal(120);
    const output = open(stream);
    expect(output.columns).toBe(120);
    stream.columns = 40;
    expect(output.columns).toBe(40);
  });
});
