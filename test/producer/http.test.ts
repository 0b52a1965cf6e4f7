import { describe, expect, it } from "vitest";
import { asciiJson } from "../../producer/http/ascii-json.ts";
import { isContentType, isFormDefault } from "../../producer/http/content-type.ts";
import { parseJsonText } from "../../producer/http/json-text.ts";
import { matchPath, rawPath } from "../../producer/http/raw-path.ts";
import { fc } from "../support/property.ts";

describe("rawPath", () => {
  it.each([
    ["https://a.test/x%2Fy?q=/z#f", "/x%2Fy"],
    ["https://a.test/x#f?q", "/x"],
    ["https://a.test", "/"],
    ["https://a.test/%E0%A4%A", "/%E0%A4%A"],
  ])("of %s is %s", (url, path) => {
    expect(rawPath(url)).toBe(path);
  });
});

describe("matchPath", () => {
  const pattern = "/v1/kv/:namespace/:key";

  it("gives the key everything that is left", () => {
    expect(matchPath(pattern, "/v1/kv/n/a/b/")).toEqual({ namespace: "n", key: "a/b/" });
  });

  it("takes no empty parameter and no other path", () => {
    for (const path of ["/v1/kv/n/", "/v1/kv/n", "/v1/kv//k", "/v2/kv/n/k", ""]) {
      expect(matchPath(pattern, path)).toBeNull();
    }
  });
});

describe("parseJsonText", () => {
  it("parses what JSON.parse parses, unless it is deep or holds __proto__", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        fc.pre(!text.includes("__proto__"));
        expect(parseJsonText(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it("counts no brackets inside strings", () => {
    const value = `${"[{".repeat(50)}\\"`;
    expect(parseJsonText(JSON.stringify([value, value]))).toEqual({
      ok: true,
      value: [value, value],
    });
  });

  it("takes 32 levels and refuses 33", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(parseJsonText(nested(32)).ok).toBe(true);
    expect(parseJsonText(nested(33)).ok).toBe(false);
  });

  it("finds __proto__ however it is escaped", () => {
    expect(parseJsonText('{"a/b":[{"\\u005f_proto__":1}]}')).toMatchObject({
      ok: false,
      error: { pointer: "/a~1b/0/__proto__" },
    });
  });

  it.each(["1e999", "-1e309"])("refuses %s, which would be written as null again", (number) => {
    expect(parseJsonText(`{"a":[0,${number}]}`)).toMatchObject({
      ok: false,
      error: { slug: "invalid-request", pointer: "/a/1" },
    });
    expect(parseJsonText(number)).toMatchObject({ ok: false, error: { pointer: "" } });
    expect(parseJsonText("[1.7976931348623157e308,1e-999]").ok).toBe(true);
  });
});

describe("isContentType", () => {
  it.each([
    "text/plain",
    "text/html; charset=utf-8",
    'a/b;c="d e";f=g',
    "application/vnd.x+json",
    "a/b;",
    "a/b ; ;c=d;",
    `a/b${" ;".repeat(126)}`,
  ])("takes %s", (text) => expect(isContentType(text)).toBe(true));

  it.each([
    "",
    "text",
    "text/",
    "/x",
    "a/b; c",
    "a/b;; c",
    `a/b${" ;".repeat(125)}!`,
    "a/b\r\nx: y",
    "a/b\n",
    'a/b;c="\r\n"',
    "a/ü",
    "a/b, c/d",
  ])("refuses %j", (text) => expect(isContentType(text)).toBe(false));

  it("knows what curl sends by itself", () => {
    expect(isFormDefault("application/x-www-form-urlencoded")).toBe(true);
    expect(isFormDefault("Application/X-WWW-Form-URLEncoded; charset=utf-8")).toBe(true);
    expect(isFormDefault("application/x-www-form-urlencoded-2")).toBe(false);
  });
});

describe("asciiJson", () => {
  it("is printable ASCII and means the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = structuredClone(value) as Parameters<typeof asciiJson>[0];
        const text = asciiJson(json);
        expect(text).toMatch(/^[ -~]*$/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });
});
