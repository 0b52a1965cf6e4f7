import { describe, expect, it } from "vitest";
import type { Chunk } from "../../../producer/http/body-chunks.ts";
import { formBoundary, readFormParts } from "../../../producer/http/form-parts.ts";
import { ok } from "../../../shared/result.ts";
import { fc } from "../../support/property.ts";

const BOUNDARY = "bound";

async function* chunksOf(bytes: Uint8Array, sizeBytes: number): AsyncGenerator<Chunk, void, void> {
  for (let at = 0; at < bytes.byteLength; at += sizeBytes) {
    yield ok(bytes.subarray(at, at + sizeBytes));
  }
}

/** Names and bytes of all parts, or the slug and words of the first problem. */
async function parse(form: Uint8Array | string, chunkBytes = 7, boundary = BOUNDARY) {
  const bytes = typeof form === "string" ? Buffer.from(form, "latin1") : form;
  const parts: [string, string][] = [];
  for await (const part of readFormParts(chunksOf(bytes, chunkBytes), boundary)) {
    if (!part.ok) return `${part.error.slug}: ${part.error.detail}`;
    const held: Uint8Array[] = [];
    for await (const chunk of part.value.chunks) {
      if (!chunk.ok) return `${chunk.error.slug}: ${chunk.error.detail}`;
      held.push(chunk.value);
    }
    parts.push([part.value.name, Buffer.concat(held).toString("latin1")]);
  }
  return parts;
}

const part = (name: string, value: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const END = `--${BOUNDARY}--\r\n`;

describe("the parts of a form", () => {
  it("come with their bytes, however the body is cut", async () => {
    // Made of what a boundary is made of, so that most values hold the begin of one.
    const byte = fc.constantFrom(
      "\r",
      "\n",
      "-",
      "b",
      "o",
      "bound",
      "\r\n--",
      "\r\n--boun",
      "\xff",
    );
    const value = fc.array(byte, { maxLength: 12 }).map((pieces) => pieces.join(""));
    const isPlain = (text: string) => !`\r\n${text}`.includes(`\r\n--${BOUNDARY}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(value.filter(isPlain), { maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        async (values, chunkBytes) => {
          const form = values.map((text, index) => part(`n${index}`, text)).join("") + END;
          const expected = values.map((text, index) => [`n${index}`, text]);
          expect(await parse(form, chunkBytes)).toEqual(expected);
        },
      ),
    );
  });

  it.each([
    ["words before the first and behind the last", `preamble\r\n${part("a", "1")}${END}epilogue`],
    ["a name without quotes", part("a", "1").replace('"a"', "a") + END],
    [
      "more headers",
      part("a", "1").replace("\r\n\r\n", "\r\nContent-Type: x/y\r\nX: 1\r\n\r\n") + END,
    ],
    ["headers in other letters", part("a", "1").replace("Content-D", "CONTENT-d") + END],
    [
      "a file name that looks like a name",
      part("a", "1").replace('="a"', '="a"; filename="b; name=c"') + END,
    ],
  ])("may have %s", async (_, form) => {
    expect(await parse(form)).toEqual([["a", "1"]]);
  });

  it.each([
    ["nothing at all", "", "body-incomplete"],
    ["no boundary", "value=1", "body-incomplete"],
    ["another boundary", part("a", "1").replaceAll("bound", "other"), "body-incomplete"],
    ["no end", part("a", "1"), "body-incomplete"],
    ["an end inside the headers", `--${BOUNDARY}\r\nContent-Dispo`, "body-incomplete"],
    ["a part without headers", `--${BOUNDARY}\r\n\r\n\r\n1\r\n${END}`, "malformed-form"],
    ["a part without a name", part("a", "1").replace('; name="a"', "") + END, "malformed-form"],
    [
      "words behind a boundary",
      part("a", "1").replace("bound\r\n", "boundary\r\n") + END,
      "malformed-form",
    ],
    [
      "headers without end",
      `--${BOUNDARY}\r\nX: ${"x".repeat(10_000)}\r\n\r\n1\r\n${END}`,
      "malformed-form",
    ],
    ["headers that are no UTF-8", part("\xff", "1") + END, "malformed-form"],
  ])("are refused with %s", async (_, form, slug) => {
    expect(await parse(form)).toMatch(new RegExp(`^${slug}: `));
  });
});

describe("the boundary of a form", () => {
  it.each([
    ["multipart/form-data; boundary=abc", "abc"],
    ['Multipart/Form-Data ; charset=utf-8; Boundary="a b;c"', "a b;c"],
    [`multipart/form-data; boundary=${"x".repeat(70)}`, "x".repeat(70)],
  ])("of %s is %s", (type, boundary) => {
    expect(formBoundary(type)).toEqual(ok(boundary));
  });

  it.each([[null], ["text/plain"], ["multipart/mixed; boundary=a"], ["multipart/form-data-x"]])(
    "is not looked for in %s",
    (type) => expect(formBoundary(type)).toBeNull(),
  );

  it.each([
    "multipart/form-data",
    "multipart/form-data; boundary=",
    `multipart/form-data; boundary=${"x".repeat(71)}`,
    "multipart/form-data; boundary=é",
  ])("is missed in %s", (type) => {
    expect(formBoundary(type)).toMatchObject({ ok: false, error: { slug: "malformed-form" } });
  });
});
