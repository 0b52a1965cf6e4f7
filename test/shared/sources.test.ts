import { describe, expect, it } from "vitest";
import { parseSettings } from "../../shared/settings.ts";

const URL_TEMPLATE = "https://media.test/{path}";
const parse = (variables: object): unknown => {
  const parsed = parseSettings(variables);
  return parsed.ok ? parsed.value : parsed.error;
};

describe("the setting SOURCES", () => {
  it("takes a URL alone, with the lives of the classes and all else by default", () => {
    const expected = {
      SOURCES: {
        "video:": {
          url: URL_TEMPLATE,
          namespace: "default",
          ttlSeconds: { ok: 86_400, redirects: 3_600, clientError: 60, serverError: 10 },
          refreshShare: 0.1,
          timeoutMs: 10_000,
        },
      },
    };
    const SOURCES = { "video:": { url: URL_TEMPLATE } };
    expect(parse({ SOURCES })).toMatchObject(expected);
    expect(parse({ SOURCES: JSON.stringify(SOURCES) })).toMatchObject(expected);
  });

  it("takes a service binding, with a URL of its own or without", () => {
    const SOURCES = {
      "a:": { binding: "RENDERER" },
      "b:": { binding: "RENDERER", url: URL_TEMPLATE },
    };
    expect(parse({ SOURCES })).toMatchObject({
      SOURCES: {
        "a:": { binding: "RENDERER", url: "https://source.invalid/{path}?{query}" },
        "b:": { url: URL_TEMPLATE },
      },
    });
  });

  it("takes any namespace that there is", () => {
    const SOURCES = { "a:": { url: URL_TEMPLATE, namespace: "other" } };
    const NAMESPACES = { default: "KV", other: "KV_OTHER" };
    expect(parse({ SOURCES, NAMESPACES })).toMatchObject({ SOURCES });
  });

  it("takes lives for single classes", () => {
    const SOURCES = { "a:": { url: URL_TEMPLATE, ttlSeconds: { serverError: 0 } } };
    expect(parse({ SOURCES })).toMatchObject({
      SOURCES: { "a:": { ttlSeconds: { ok: 86_400, serverError: 0 } } },
    });
  });

  it.each<readonly [unknown, string]>([
    ["nothing", "SOURCES: expected"],
    [[], "SOURCES: expected a table"],
    [{ "a:": {} }, 'SOURCES: "a:": expected a url, a binding or both'],
    [{ "": { url: URL_TEMPLATE } }, 'SOURCES: ""'],
    [{ "a:": { url: "http://media.test/{path}" } }, 'SOURCES: "a:".url: expected https://'],
    [{ "a:": { url: 5 } }, 'SOURCES: "a:".url: expected a URL template'],
    [{ "a:": { binding: "no-name" } }, 'SOURCES: "a:".binding: expected a binding name'],
    [
      { "a:": { url: URL_TEMPLATE, timeoutMs: 5 } },
      'SOURCES: "a:".timeoutMs: expected whole milliseconds',
    ],
    [
      { "a:": { url: URL_TEMPLATE, refreshShare: 1 } },
      'SOURCES: "a:".refreshShare: expected a share',
    ],
    [
      { "a:": { url: URL_TEMPLATE, ttlSeconds: { ok: -1 } } },
      'SOURCES: "a:".ttlSeconds.ok: expected whole seconds from 0 to 31536000',
    ],
    [
      { "a:": { url: URL_TEMPLATE, ttlSeconds: { okay: 1 } } },
      'SOURCES: "a:".ttlSeconds: Unrecognized key',
    ],
    [{ "a:": { url: URL_TEMPLATE, ttl: 1 } }, 'SOURCES: "a:": Unrecognized key'],
    [{ "a:": { url: URL_TEMPLATE, namespace: "a b" } }, 'SOURCES: "a:".namespace: '],
    [
      { "a:": { url: URL_TEMPLATE, namespace: "other" } },
      'SOURCES: "a:".namespace: expected a namespace of NAMESPACES, found',
    ],
    [{ "a:": 5 }, 'SOURCES: "a:": expected a table with a url, a binding or both'],
    [
      { "a:": { url: URL_TEMPLATE, ttlSeconds: 60 } },
      'SOURCES: "a:".ttlSeconds: expected a table of lives by class: ok,',
    ],
  ])("refuses %j, and says where", (SOURCES, sentence) => {
    expect(parse({ SOURCES })).toEqual([expect.stringContaining(sentence)]);
  });
});

describe("the setting L1_TTL_SECONDS", () => {
  it("takes lives by prefix", () => {
    const L1_TTL_SECONDS = { "session:": 60, "": 1 };
    expect(parse({ L1_TTL_SECONDS })).toMatchObject({ L1_TTL_SECONDS });
  });

  it.each([
    [{ "a:": 0 }],
    [{ "a:": 86_401 }],
    [{ "a:": 1.5 }],
    [{ "a:": "60" }],
    [[60]],
    [60],
    ["60"],
  ])("refuses %j", (L1_TTL_SECONDS) => {
    expect(parse({ L1_TTL_SECONDS })).toEqual([
      expect.stringMatching(/^L1_TTL_SECONDS: expected a table from key prefixes to whole seconds/),
    ]);
  });
});
