import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { parseJsonText } from "../../producer/http/json-text.ts";

const MODULE = new URL("../../producer/http/json-text.ts", import.meta.url).href;
/** Of a Worker's 128 MB; what the parser itself needs is less than half of it. */
const HEAP_MB = 128;

/** Parses a list of so many zeros with so little memory; rejects when that is not enough. */
async function parseZeros(zeros: number): Promise<unknown> {
  const code = `
    const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(MODULE)}).then(({ parseJsonText }) => {
      const parsed = parseJsonText("[" + "0,".repeat(${zeros - 1}) + "0]");
      parentPort.postMessage(parsed.ok && parsed.value.length);
    });`;
  const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB };
  const worker = new Worker(code, { eval: true, resourceLimits });
  const [length] = await once(worker, "message");
  await worker.terminate();
  return length;
}

describe("JSON from a stranger", () => {
  it("needs no memory for each element beyond what the parser makes", async () => {
    expect(await parseZeros(4_000_000)).toBe(4_000_000);
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
