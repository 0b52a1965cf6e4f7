import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kvPath } from "../../cli/http-client.ts";
import { keyProblem } from "../../shared/key.ts";
import { json, run, TOKEN, VERSION } from "./fake-world.ts";

describe("kvPath", () => {
  it.each([
    ["a/b", "/v1/kv/default/a%2Fb"],
    ["a?b#c", "/v1/kv/default/a%3Fb%23c"],
    ["100%", "/v1/kv/default/100%25"],
    ["a\nb", "/v1/kv/default/a%0Ab"],
    ["a/../b", "/v1/kv/default/a%2F..%2Fb"],
    ["%2e%2e", "/v1/kv/default/%252e%252e"],
    ["日本", "/v1/kv/default/%E6%97%A5%E6%9C%AC"],
  ])("encodes %j as one segment", (key, path) => {
    expect(kvPath("default", key)).toBe(path);
  });

  it("gives every key back after a URL parser has had it", () => {
    const keys = fc
      .string({ unit: "binary", minLength: 1 })
      .filter((key) => keyProblem(key) === null);
    fc.assert(
      fc.property(keys, (key) => {
        const { pathname, search, hash } = new URL(`http://localhost${kvPath("default", key)}`);
        expect([search, hash]).toEqual(["", ""]);
        const [, , , , segment, ...more] = pathname.split("/");
        expect([decodeURIComponent(segment ?? ""), more]).toEqual([key, []]);
      }),
      { seed: 20261121 },
    );
  });
});

describe("a request", () => {
  it("carries the token in a header only and follows no redirect", async () => {
    const done = await run(["get", "k"], {
      answer: () =>
        new Response(null, { status: 302, headers: { Location: "https://evil.example" } }),
    });
    expect(done.status).toBe(1);
    expect(done.sent).toHaveLength(1);
    expect(done.sent[0]?.headers).toEqual({ Authorization: `Bearer ${TOKEN}` });
    expect(done.stderr).toContain("redirects are not followed");
  });

  it("keeps the path of SLUICE_URL", async () => {
    const done = await run(["get", "k"], {
      env: { SLUICE_URL: "https://example.com/sluice/" },
      answer: () => new Response("v"),
    });
    expect(done.sent[0]?.target).toBe("/sluice/v1/kv/default/k");
  });
});

describe("a failed request", () => {
  it("to a server that is not there is told apart from a refusal", async () => {
    const done = await run(["status"], {
      answer: () => {
        const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
        throw new TypeError("fetch failed", { cause });
      },
    });
    expect(done.status).toBe(7);
    expect(done.stderr).toBe(
      [
        "error: Could not reach http://localhost:8787 (ECONNREFUSED).",
        "       Expected a Sluice producer to answer there.",
        "next:  start one with `npm start`, or set SLUICE_URL",
        "",
      ].join("\n"),
    );
  });

  it("shows the detail, every field and what to do, without control characters", async () => {
    const problem = {
      title: "The request is refused",
      detail: "the query is refused: \u001b[2Jsee errors",
      errors: [
        { parameter: "expirationTtl", detail: "expected at least 60, got 5" },
        { header: "Sluice-Metadata", detail: "expected JSON" },
        { pointer: "/key", detail: "expected a key" },
      ],
    };
    const done = await run(["put", "k", "v"], { answer: () => json(problem, 422) });
    expect(done.stderr).toBe(
      [
        "error: The producer answered 422 The request is refused.",
        "       the query is refused: \\u001b[2Jsee errors",
        "       expirationTtl: expected at least 60, got 5",
        "       Sluice-Metadata: expected JSON",
        "       /key: expected a key",
        "",
      ].join("\n"),
    );
  });

  it.each(["too large", "Sluice-Metadata: too large"])(
    "shows what a field says once: %s",
    async (detail) => {
      const errors = [{ header: "Sluice-Metadata", detail: "too large" }];
      const problem = { title: "Refused", detail, errors };
      const done = await run(["put", "k", "v"], { answer: () => json(problem, 422) });
      expect(done.stderr).toBe(
        "error: The producer answered 422 Refused.\n       Sluice-Metadata: too large\n",
      );
    },
  );

  it.each([
    ["comes from something else", () => new Response("<h1>Not Found</h1>", { status: 404 })],
    [
      "is about the route",
      () => json({ type: "urn:sluice:problem:route-unknown", title: "No such route" }, 404),
    ],
  ])("is 1, not 4, when a 404 %s: the key may well be there", async (_case, answer) => {
    for (const command of [
      ["get", "k"],
      ["put", "k", "v"],
      ["dlq", "discard", "id", "--yes"],
      ["dlq", "follow", "id"],
    ]) {
      const done = await run(command, { answer });
      expect([command, done.status]).toEqual([command, 1]);
      expect(done.stderr).toContain("next:  check that SLUICE_URL is a Sluice producer");
    }
  });

  it("says when to try again after a 503", async () => {
    const answer = () =>
      json({ title: "The write was not confirmed" }, 503, { "Retry-After": "5" });
    const done = await run(["put", "k", "v"], { answer });
    expect(done.stderr).toContain("next:  try again in 5 s\n");
  });

  it("survives an answer that is no problem+json", async () => {
    const answer = () => new Response("<h1>Bad gateway</h1>", { status: 502 });
    const done = await run(["list"], { answer });
    expect(done.stderr).toBe("error: The producer answered 502.\n");
  });

  it.each([["<html>"], ["[]"], ['{"keys":[{"name":1}],"list_complete":true}']])(
    "names an answer that it does not understand: %s",
    async (body) => {
      const done = await run(["list"], { answer: () => new Response(body) });
      expect(done.status).toBe(1);
      expect(done.stderr).toContain("The answer to GET /v1/kv/default was not understood.");
    },
  );

  it("tolerates members that it does not know", async () => {
    const body = { keys: [{ name: "a", colour: "red" }], list_complete: true, more: {} };
    const done = await run(["list", "--json"], { answer: () => json(body) });
    expect(JSON.parse(done.stdout)).toEqual({ keys: [{ name: "a" }], list_complete: true });
  });

  it("is 130 when it was interrupted", async () => {
    const interruption = AbortSignal.abort();
    const done = await run(["status", "k", "--version", VERSION], { world: { interruption } });
    expect(done.status).toBe(130);
    expect(done.stderr).toContain("Interrupted.");
  });
});
