import { describe, expect, it } from "vitest";
import type { Settings } from "../../../shared/settings.ts";
import { replyOf } from "../../support/memory-origins.ts";
import { SourceRig, VIDEO } from "../../support/source-rig.ts";

const KEY = "video:a.mp4";
const DAY_MS = 86_400_000;

/** A value that KV holds, with a tenth of its life left less a second. */
async function nearlyOver(
  body = "first",
  source: Readonly<Record<string, number>> = {},
  settings: Partial<Settings> = {},
) {
  const rig = new SourceRig({ sources: { "video:": { ...VIDEO, ...source } }, settings });
  rig.origins.reply(body, { headers: { "Content-Type": "video/mp4", ETag: '"one"' } });
  await rig.read(KEY);
  rig.apply(KEY);
  rig.nowMs += 0.9 * DAY_MS + 1_000;
  return rig;
}

const answer304 = async () => replyOf(new Response(null, { status: 304 }));

describe("a value whose life is nearly over", () => {
  it("is answered at once, and its source is asked behind the answer whether it has changed", async () => {
    const rig = await nearlyOver();
    const { text, from } = await rig.read(KEY);
    expect(text).toBe("first");
    expect(from).toMatch(/^sluice-kv; hit/);
    expect(rig.origins.asked[1]?.headers).toMatchObject({ "If-None-Match": '"one"' });
  });

  it("lives on when the source has not changed it: the same bytes, another life", async () => {
    const rig = await nearlyOver();
    rig.origins.answer = answer304;
    await rig.read(KEY);
    const [first, second] = rig.queue.intents;
    expect(second).toMatchObject({
      op: "put",
      value: { kind: "text", text: "first" },
      contentType: "video/mp4",
      expiration: Math.floor((rig.nowMs + DAY_MS) / 1_000),
      metadata: {
        createdAt: rig.nowMs,
        expiresAt: rig.nowMs + DAY_MS,
        customData: { etag: '"one"' },
      },
    });
    expect((second?.version ?? "") > (first?.version ?? "")).toBe(true);
  });

  it("lives on at the edge, too: its source is not asked again while the edge keeps it", async () => {
    const rig = await nearlyOver("first", {}, { EDGE_TTL_SECONDS: 3_600 });
    rig.origins.answer = answer304;
    await rig.read(KEY);
    for (let minute = 0; minute < 10; minute++) {
      rig.nowMs += 60_000;
      const { text, from } = await rig.read(KEY);
      expect([text, from.split(";")[0]]).toEqual(["first", "sluice-edge"]);
    }
    expect(rig.origins.asked).toHaveLength(2);
  });

  it("is replaced by what the source has now", async () => {
    const rig = await nearlyOver();
    rig.origins.reply("second");
    await rig.read(KEY);
    expect(rig.queue.intents[1]).toMatchObject({ value: { text: "second" } });
    expect((await rig.read(KEY)).text).toBe("second");
  });

  it("is replaced by a 404 when the source has it no more", async () => {
    const rig = await nearlyOver();
    rig.origins.reply(null, { status: 404 });
    await rig.read(KEY);
    expect((await rig.read(KEY)).status).toBe(404);
  });

  it.each([401, 403, 429, 500, 503])(
    "stays what it is when the source answers %i",
    async (status) => {
      const rig = await nearlyOver();
      rig.origins.reply("no", { status });
      await rig.read(KEY);
      expect(rig.queue.intents).toHaveLength(1);
      expect((await rig.read(KEY)).text).toBe("first");
    },
  );

  it("is refreshed once per window, however many read it", async () => {
    const rig = await nearlyOver();
    rig.origins.answer = async () => ({ ok: false, error: { kind: "timeout", detail: "silence" } });
    await Promise.all(Array.from({ length: 50 }, () => rig.read(KEY)));
    expect(rig.origins.asked).toHaveLength(2);
    rig.nowMs += 59_999;
    await rig.read(KEY);
    expect(rig.origins.asked).toHaveLength(2);
    rig.nowMs += 1;
    await rig.read(KEY);
    expect(rig.origins.asked).toHaveLength(3);
  });

  it("is not written again over what somebody else wrote meanwhile", async () => {
    const rig = await nearlyOver();
    rig.origins.answer = async () => {
      rig.values.put({ namespace: "default", key: KEY }, "by hand", null);
      return answer304();
    };
    await rig.read(KEY);
    expect(rig.queue.intents).toHaveLength(1);
  });

  it.each([
    ["put", "has not changed it", { method: "PUT", body: "by hand" }, null],
    ["delete", "has not changed it", { method: "DELETE" }, null],
    ["put", "has another by now", { method: "PUT", body: "by hand" }, "second"],
  ])(
    "is not written over a %s that KV does not show yet; the source %s",
    async (op, _, init, now) => {
      const rig = await nearlyOver();
      await rig.request(`/v1/kv/default/${encodeURIComponent(KEY)}`, init);
      await rig.settle();
      if (now === null) rig.origins.answer = answer304;
      else rig.origins.reply(now);
      await rig.read(KEY);
      expect(rig.origins.asked).toHaveLength(2);
      expect(rig.queue.intents.slice(1).map((intent) => intent.op)).toEqual([op]);
    },
  );

  it("is refreshed from an answer of the edge, too", async () => {
    const rig = await nearlyOver();
    rig.nowMs -= 10_000;
    await rig.read(KEY);
    rig.nowMs += 10_000;
    expect((await rig.read(KEY)).from).toMatch(/^sluice-edge; hit/);
    expect(rig.origins.asked).toHaveLength(2);
  });

  it("counts as such by the share of its source; 0 never refreshes", async () => {
    const never = await nearlyOver("first", { refreshShare: 0 });
    await never.read(KEY);
    expect(never.origins.asked).toHaveLength(1);
    const early = await nearlyOver("first", { refreshShare: 0.5 });
    early.nowMs -= 0.4 * DAY_MS - 2_000;
    await early.read(KEY);
    expect(early.origins.asked).toHaveLength(2);
  });
});

describe("a value with more of its life left", () => {
  it("is not refreshed", async () => {
    const rig = await nearlyOver();
    rig.nowMs -= 2_000;
    await rig.read(KEY);
    expect(rig.origins.asked).toHaveLength(1);
  });
});
