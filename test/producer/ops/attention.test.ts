import { describe, expect, it } from "vitest";
import { attentionItems } from "../../../producer/ops/model/attention.ts";
import { printable } from "../../../producer/ops/model/printable.ts";
import { atIso, NOW_MS, someAttention, someBacklog, someMetrics } from "./some-answers.ts";

const calm = { name: "default", pause: null, breaker: null, confirmed: true };
const NOTHING = {
  metrics: someMetrics(),
  namespaces: [calm],
  attention: someAttention(),
  attentionAtMs: NOW_MS,
};

describe("the attention list", () => {
  it("is empty when all is as usual", () => {
    expect(attentionItems(NOTHING, NOW_MS)).toEqual([]);
  });

  it("says since when and why a namespace is stopped, the worst first", () => {
    const pause = { since: atIso(-120_000), reason: "migration\u202e" };
    const breaker = { since: atIso(-5_000), until: atIso(30_000) };
    const namespaces = [
      { ...calm, name: "other", pause, confirmed: false },
      { ...calm, breaker },
    ];
    const items = attentionItems({ ...NOTHING, namespaces }, NOW_MS);
    expect(items.map(({ tone, title, detail }) => [tone, title, detail])).toEqual([
      [
        "bad",
        "The breaker of default is open",
        "since 5 s ago: writes to KV failed. Single writes try again in 30 s.",
      ],
      [
        "warn",
        "other is paused",
        "since 2 min ago: migration\\u202e. Ends with “sluice resume other”. Not every shard of the ledger has confirmed yet.",
      ],
    ]);
  });

  it("names failures, quota and crashed batches", () => {
    const empty = { messages: 0, bytes: 0 };
    const backlog = someBacklog({
      held: { total: 3, byReason: { quota: 1, backoff: 2 } },
      queues: { writes: empty, immediate: empty, deadLetters: { messages: 1, bytes: 9 } },
    });
    const items = attentionItems({ ...NOTHING, metrics: someMetrics([], { backlog }) }, NOW_MS);
    expect(items.map(({ title }) => title)).toEqual([
      "1 message of crashed batches",
      "1 write held for the daily quota",
      "2 writes held after failures",
    ]);
  });

  it("names keys with what is to know of each", () => {
    const attention = someAttention({
      complete: false,
      unknownOutcomes: {
        count: 12,
        keys: [{ namespace: "default", key: "a", until: atIso(30_000) }],
      },
      hotKeys: [{ namespace: "default", key: "price", superseded: 1_412 }],
      longestHeld: [
        { namespace: "default", key: "b", heldFor: "pause", since: atIso(-60_000) },
        {
          namespace: "default",
          key: "c",
          heldFor: "backoff",
          since: atIso(-5_000),
          notBefore: atIso(60_000),
        },
      ],
    });
    const items = attentionItems({ ...NOTHING, attention }, NOW_MS);
    expect(
      items.map(({ title, keys }) => [title, keys.map(({ key, note }) => [key, note])]),
    ).toEqual([
      ["at least 12 keys with an unknown outcome", [["a", "until 10:00 UTC"]]],
      ["at least 1 hot key", [["price", "1,412 superseded"]]],
      [
        "Held longest",
        [
          ["b", "pause, for 1 min"],
          ["c", "backoff, for 5 s, not before 10:01 UTC"],
        ],
      ],
    ]);
  });

  it("tells a version ahead of the clock from a browser whose clock is off", () => {
    const ahead = attentionItems(
      { ...NOTHING, attention: someAttention({ clockAheadMs: 40_000 }) },
      NOW_MS,
    );
    expect(ahead.map(({ id }) => id)).toEqual(["skew"]);
    const off = attentionItems(
      { ...NOTHING, attention: someAttention({ at: atIso(-90_000) }) },
      NOW_MS + 10_000,
    );
    expect(off.map(({ id, detail }) => [id, detail])).toEqual([
      ["browser-clock", "by 2 min, and so are the ages on this page."],
    ]);
  });
});

describe("texts of strangers", () => {
  it.each([
    ["plain words, ünïcödé, 日本語 and 🙂", "plain words, ünïcödé, 日本語 and 🙂"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["a\nb\u0000c\u001b[31m", "a\\u000ab\\u0000c\\u001b[31m"],
    ["exe.\u202egnp\u2066\u200b", "exe.\\u202egnp\\u2066\\u200b"],
    ["a\u00a0b\u2028c", "a\\u00a0b\\u2028c"],
    ["\u{e0041}", "\\u{e0041}"],
    ["half \ud83d", "half \\ud83d"],
  ])("%j is shown as %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
