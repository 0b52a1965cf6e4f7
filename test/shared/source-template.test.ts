import { describe, expect, it } from "vitest";
import {
  hasPath,
  hasQuery,
  templateProblem,
  urlOfPath,
  urlOfText,
} from "../../shared/source-template.ts";
import { fc } from "../support/property.ts";

const PATH_TEMPLATE = "https://media.test:8443/files/v1/{path}?size=full&{query}";
const KEY_TEMPLATE = "https://media.test/one/{key}.json";
const climbing = fc.stringMatching(/^[.%2eE\\/@:?#&=;,'!()*x\t\n]{1,12}$/);
const text = fc.oneof(climbing, fc.string({ unit: "grapheme", minLength: 1, maxLength: 24 }));

describe("a source's URL template", () => {
  it.each([
    PATH_TEMPLATE,
    KEY_TEMPLATE,
    "https://media.test/{path}",
    "https://media.test/api?id={key}",
    "https://media.test/{path}?{query}",
    "http://localhost:8080/{path}",
    "http://127.0.0.1/{key}",
  ])("may be %s", (template) => {
    expect(templateProblem(template)).toBeNull();
  });

  it.each([
    ["http://media.test/{path}", "expected https://"],
    ["http://localhost.evil.test/{path}", "expected https://"],
    ["http://127.0.0.1.evil.test/{path}", "expected https://"],
    ["ftp://media.test/{path}", "expected https://"],
    ["https://{key}/", "expected https://"],
    ["https://media{key}/x", "expected https://"],
    ["https://user:secret@media.test/{path}", "expected https://"],
    ["https://media.test", "expected https://"],
    ["https://media.test?x={key}", "expected https://"],
    ["{path}", "expected https://"],
    ["https://media.test/{host}/{path}", "expected no other placeholders"],
    ["https://media.test/fixed", "expected either {path} or {key}"],
    ["https://media.test/{path}/{key}", "expected either {path} or {key}"],
    ["https://media.test/{path}/{path}", "expected every placeholder once"],
    ["https://media.test/{key}?{query}", "expected {query} beside {path}"],
    ["https://media.test/{query}/{path}", "expected {query} beside {path}"],
    ["https://media.test/{path}?{query}&x=1", "expected {query} beside {path}"],
    ["https://MEDIA.test/{path}", "expected a URL as browsers write it"],
    ["https://media.test/a/../{path}", "expected a URL as browsers write it"],
    ["https://media.test/{path}#top", "expected a URL as browsers write it"],
    ["https://media.test:443/{path}", "expected a URL as browsers write it"],
    ["https://media.test\\x/{path}", "expected a URL as browsers write it"],
    ["https://media.test/a b/{path}", "expected a URL as browsers write it"],
    ["https://media.test\\@evil.test/{path}", "expected https://"],
  ])("may not be %s", (template, problem) => {
    expect(templateProblem(template)).toContain(problem);
  });

  it("says which keys it takes", () => {
    expect(
      [PATH_TEMPLATE, KEY_TEMPLATE].map((template) => [hasPath(template), hasQuery(template)]),
    ).toEqual([
      [true, true],
      [false, false],
    ]);
  });
});

describe("the URL of a key", () => {
  it("is made of encoded parts in fixed places", () => {
    expect(urlOfPath(PATH_TEMPLATE, { path: "a b/ü?#.mp4", options: [["w", "6&h=1"]] })).toBe(
      "https://media.test:8443/files/v1/a%20b/%C3%BC%3F%23.mp4?size=full&w=6%26h%3D1",
    );
    expect(urlOfPath(PATH_TEMPLATE, { path: "a", options: [] })).toBe(
      "https://media.test:8443/files/v1/a?size=full",
    );
    expect(urlOfText(KEY_TEMPLATE, "a/b:c'(d)")).toBe(
      "https://media.test/one/a%2Fb%3Ac%27%28d%29.json",
    );
  });

  it.each(["..", "../x", "a/../x", ".", "a/./b", "a//b", "/a", "a/"])(
    "is none for the path %s",
    (path) => {
      expect(urlOfPath(PATH_TEMPLATE, { path, options: [] })).toBeNull();
    },
  );

  it("is none where a key would be a direction", () => {
    expect(urlOfText("https://media.test/one/{key}", "..")).toBeNull();
    expect(urlOfText("https://media.test/one/.{key}", ".")).toBeNull();
  });

  it("never leaves the template's host, port and folder, whatever the path", () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(text, text)),
        (parts, options) => {
          const path = parts.join("/");
          const url = urlOfPath(PATH_TEMPLATE, { path, options });
          if (url === null) return;
          const parsed = new URL(url);
          expect([parsed.href, parsed.origin, parsed.username, parsed.hash]).toEqual([
            url,
            "https://media.test:8443",
            "",
            "",
          ]);
          expect(parsed.pathname.startsWith("/files/v1/")).toBe(true);
          expect(parsed.pathname.split("/")).toHaveLength(path.split("/").length + 3);
          const below = parsed.pathname.slice("/files/v1/".length).split("/");
          expect(below.map(decodeURIComponent).join("/")).toBe(path);
          expect([...parsed.searchParams]).toEqual([["size", "full"], ...options]);
        },
      ),
    );
  });

  it("never leaves the template's host and segment, whatever the text", () => {
    fc.assert(
      fc.property(text, (given) => {
        const url = urlOfText(KEY_TEMPLATE, given);
        if (url === null) return;
        const { origin, pathname, search } = new URL(url);
        expect([origin, search, pathname.split("/").length]).toEqual(["https://media.test", "", 3]);
        expect(decodeURIComponent(pathname)).toBe(`/one/${given}.json`);
      }),
    );
  });
});
