import { describe, expect, it } from "vitest";
import type { PipelineEvent } from "../../shared/events.ts";
import { logLine } from "../../shared/log-line.ts";

const detailOf = (detail: string): string =>
  JSON.parse(logLine<PipelineEvent>({ kind: "batch-failed", queue: "q", detail }).text).detail;

describe("a log line", () => {
  it("is one line of JSON with the event's fields", () => {
    const event = { kind: "swept", collectedKeys: 3, deletedPayloads: 0 } as const;
    expect(logLine<PipelineEvent>(event)).toEqual({
      level: "info",
      text: '{"kind":"swept","collectedKeys":3,"deletedPayloads":0}',
    });
  });

  it("is a warning for everything that is not routine", () => {
    const event = { kind: "letters-not-stored", letters: 1, detail: "a\nb" } as const;
    const { level, text } = logLine<PipelineEvent>(event);
    expect(level).toBe("warning");
    expect(text).not.toContain("\n");
  });

  it("leaves out every field that is not listed", () => {
    const event = {
      kind: "swept",
      collectedKeys: 1,
      deletedPayloads: 0,
      value: "secret",
      key: "k",
    };
    const { text } = logLine<PipelineEvent>(event as PipelineEvent);
    expect(Object.keys(JSON.parse(text))).toEqual(["kind", "collectedKeys", "deletedPayloads"]);
  });

  it("does not take an event with a field that is not listed", () => {
    type WithKey = { readonly kind: "odd"; readonly key: string };
    // @ts-expect-error `key` is no field of log lines
    logLine<WithKey>({ kind: "odd", key: "user:42" });
  });

  it.each([
    [
      `Unexpected token 'h', "hello wor"... is not valid JSON`,
      `Unexpected token 'h', "…"... is not valid JSON`,
    ],
    [`a "quoted "inner" part" and "more" end`, 'a "…" end'],
    ["no `raw key` here", "no `…` here"],
    ["token slc_dev_local-only was sent", "token <token> was sent"],
    ["fetch of https://user:pass@hooks.example/T0/B1?x=1 failed", "fetch of <url> failed"],
    ["KV PUT failed: 429 Too Many Requests", "KV PUT failed: 429 Too Many Requests"],
  ])("keeps what %s quotes to itself", (given, logged) => {
    expect(detailOf(given)).toBe(logged);
  });

  it("ends a detail after 300 characters", () => {
    expect(detailOf("x".repeat(1_000))).toHaveLength(300);
  });
});
