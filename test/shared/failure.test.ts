import { describe, expect, it } from "vitest";
import { classifyKvError, type FailureClass, failure } from "../../shared/failure.ts";
import { fc } from "../support/property.ts";

/** What the binding throws, as it arrives: workerd's and miniflare's own words. */
const TEXTS: readonly (readonly [string, FailureClass, string])[] = [
  ["KV PUT failed: 429 Too Many Requests", "throttled", "throttled"],
  ["KV DELETE failed: 429 Too Many Requests", "throttled", "throttled"],
  ["KV PUT failed: 409 Conflict", "throttled", "throttled"],
  ["KV put() limit exceeded for the day.", "quota", "quota"],
  ["KV delete() limit exceeded for the day.", "quota", "quota"],
  [
    "KV PUT failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.",
    "permanent",
    "kv_refused",
  ],
  [
    "KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.",
    "permanent",
    "kv_refused",
  ],
  ["KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.", "permanent", "kv_refused"],
  [
    "KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at least 60.",
    "permanent",
    "kv_refused",
  ],
  ["KV PUT failed: 401 Unauthorized", "permanent", "kv_refused"],
  ["KV PUT failed: 403 Forbidden", "permanent", "kv_refused"],
  ["KV PUT failed: 404 Not Found", "permanent", "kv_refused"],
  ["KV PUT failed: 500 Internal Server Error", "transient", "kv_error"],
  ["KV DELETE failed: 503 Service Unavailable", "transient", "kv_error"],
  ["Network connection lost.", "transient", "kv_error"],
  ["internal error; reference = 3c4k2m", "transient", "kv_error"],
  ["", "transient", "kv_error"],
];

describe("classifyKvError", () => {
  it.each(TEXTS)("reads %j as %s, %s", (text, failureClass, reason) => {
    expect(classifyKvError(new Error(text))).toEqual({
      class: failureClass,
      reason,
      detail: text,
    });
  });

  it.each(TEXTS)("reads %j the same when it came over RPC", (text, failureClass, reason) => {
    const remote = Object.assign(new Error(text), { remote: true });
    const rethrown = new Error(`Error: ${text}`);
    for (const error of [remote, rethrown, `Error: ${text}`, text]) {
      expect(classifyKvError(error)).toMatchObject({ class: failureClass, reason });
    }
  });

  it.each([
    "Key name cannot be empty.",
    '"." is not allowed as a key name.',
    "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.",
  ])("reads the TypeError %j as permanent, over RPC too", (text) => {
    for (const error of [new TypeError(text), new Error(`TypeError: ${text}`)]) {
      expect(classifyKvError(error)).toMatchObject({ class: "permanent", reason: "kv_refused" });
    }
  });

  it("does not take a status from the middle of a text", () => {
    const text = "fetch failed while saying KV PUT failed: 400 Bad Request";
    expect(classifyKvError(new Error(text)).class).toBe("transient");
    expect(classifyKvError(new Error("KV PUT failed: 4291 Odd")).class).toBe("transient");
  });

  it("answers for whatever is thrown", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: false }), (thrown) => {
        expect(classifyKvError(thrown).detail.length).toBeLessThanOrEqual(300);
      }),
    );
  });
});

describe("failure", () => {
  it("keeps at most 300 characters of detail", () => {
    expect(failure("permanent", "kv_refused", "x".repeat(301)).detail).toBe("x".repeat(300));
  });
});
