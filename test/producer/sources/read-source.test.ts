import { describe, expect, it } from "vitest";
import { problem } from "../../../producer/problems.ts";
import { FLUSH_EVERY_MS } from "../../../producer/read/read-counter.ts";
import { sumCounts } from "../../../shared/metrics/counts.ts";
import { err } from "../../../shared/result.ts";
import { replyOf } from "../../support/memory-origins.ts";
import { SourceRig, VIDEO } from "../../support/source-rig.ts";

const KEY = "video:videos/sample.mp4";
const NOT_FOUND = { status: 404, headers: new Headers() };

function rigWithOrigin(parts: ConstructorParameters<typeof SourceRig>[0] = {}) {
  const rig = new SourceRig(parts);
  rig.origins.reply("moving pictures", {
    headers: {
      "Content-Type": "video/mp4",
      ETag: '"one"',
      "Last-Modified": "Sat, 21 Nov 2026 07:00:00 GMT",
      "Set-Cookie": "a=b",
      Server: "secret/1.0",
    },
  });
  return rig;
}

describe("a read of a key with a source", () => {
  it("asks the source when neither edge nor KV has it, and keeps the answer by the ordinary way", async () => {
    const rig = rigWithOrigin();
    const first = await rig.read(KEY);
    expect([first.status, first.text]).toEqual([200, "moving pictures"]);
    expect(first.from).toBe(
      "sluice-kv; fwd=uri-miss; fwd-status=200; stored, sluice-edge; fwd=uri-miss; stored",
    );
    expect(rig.origins.asked).toEqual([
      {
        url: "https://media.test/files/videos/sample.mp4",
        headers: { Accept: "*/*", "Accept-Encoding": "identity" },
      },
    ]);
    expect(rig.queue.intents).toHaveLength(1);
    expect(rig.queue.intents[0]).toMatchObject({
      op: "put",
      key: KEY,
      contentType: "video/mp4",
      expiration: Math.floor(rig.nowMs / 1_000) + 86_400,
      onFailure: "drop",
      value: { kind: "text", text: "moving pictures" },
    });
  });

  it("answers from the edge, then from KV, without the source", async () => {
    const rig = rigWithOrigin();
    const first = await rig.read(KEY);
    rig.apply(KEY);
    const second = await rig.read(KEY);
    expect(second.from).toBe("sluice-edge; hit; ttl=120");
    rig.nowMs += 120_000;
    const third = await rig.read(KEY);
    expect(third.from).toBe("sluice-kv; hit; ttl=86280, sluice-edge; fwd=uri-miss; stored");
    const fourth = await rig.read(KEY);
    expect(fourth.from).toBe("sluice-edge; hit; ttl=30");
    for (const { text, response } of [second, third, fourth]) {
      expect(text).toBe("moving pictures");
      expect(response.headers.get("Content-Type")).toBe("video/mp4");
      expect(response.headers.get("ETag")).toBe(first.response.headers.get("ETag"));
    }
    expect(rig.origins.asked).toHaveLength(1);
    expect(rig.queue.intents).toHaveLength(1);
  });

  it("goes past the edge with no-cache, and asks no source while KV has it", async () => {
    const rig = rigWithOrigin();
    await rig.read(KEY);
    rig.apply(KEY);
    const fresh = await rig.read(KEY, { headers: { "Cache-Control": "no-cache" } });
    expect(fresh.from).toMatch(/^sluice-kv; hit/);
    expect(rig.origins.asked).toHaveLength(1);
  });

  it("keeps the variant's metadata and shows it", async () => {
    const rig = rigWithOrigin();
    const { response } = await rig.read("video:a/b.mp4:w=640:h=360:f=mp4:q=high:derivative=mobile");
    const metadata = JSON.parse(response.headers.get("Sluice-Metadata") ?? "");
    expect(metadata).toEqual({
      sourcePath: "a/b.mp4",
      width: 640,
      height: 360,
      format: "mp4",
      quality: "high",
      derivative: "mobile",
      cacheTags: ["video-a-b.mp4", "video-derivative-mobile", "video-format-mp4"],
      contentType: "video/mp4",
      contentLength: 15,
      createdAt: rig.nowMs,
      expiresAt: rig.nowMs + 86_400_000,
      customData: { etag: '"one"', lastModified: "Sat, 21 Nov 2026 07:00:00 GMT" },
    });
    expect(rig.queue.intents[0]).toMatchObject({ metadata });
  });

  it("tags the value, so that a purge finds it and caches before Sluice can", async () => {
    const rig = rigWithOrigin();
    const tags = ["video-a-b.mp4", "video-derivative-mobile", "video-format-mp4"];
    for (const _ of ["from the source", "from the edge"]) {
      const { response } = await rig.read("video:a/b.mp4:derivative=mobile:f=mp4");
      expect(response.headers.get("Cache-Tag")?.split(",").toSorted()).toEqual(tags);
    }
    expect(rig.queue.intents).toMatchObject([{ tags }]);
  });

  it("cuts a tag to what a tag may have", async () => {
    const rig = rigWithOrigin();
    await rig.read(`video:${"a".repeat(200)}`);
    expect(rig.queue.intents).toMatchObject([{ tags: [`video-${"a".repeat(58)}`] }]);
  });

  it("hands on no header of the source but its type", async () => {
    const { response } = await rigWithOrigin().read(KEY);
    expect([...response.headers.keys()].toSorted()).toEqual([
      "accept-ranges",
      "cache-control",
      "cache-status",
      "cache-tag",
      "content-security-policy",
      "content-type",
      "etag",
      "sluice-metadata",
      "sluice-version",
      "x-content-type-options",
    ]);
  });

  it("gives the source nothing of the caller's", async () => {
    const rig = rigWithOrigin();
    await rig.read(KEY, {
      headers: { Cookie: "a=b", "X-Forwarded-Host": "evil.test", Range: "bytes=0-1" },
    });
    expect(JSON.stringify(rig.origins.asked)).not.toMatch(/Authorization|slc_|Cookie|evil|Range/i);
  });

  it("takes options in any order for one key, and says which", async () => {
    const rig = rigWithOrigin();
    const canonical = "video:a.mp4:w=640:h=360";
    const { response } = await rig.read("video:a.mp4:height=360:width=640");
    expect(response.headers.get("Content-Location")).toBe(
      `/v1/kv/default/${encodeURIComponent(canonical)}`,
    );
    expect(rig.origins.asked[0]?.url).toBe("https://media.test/files/a.mp4?w=640&h=360");
    expect(rig.queue.intents.map(({ key }) => key)).toEqual([canonical]);
    const again = await rig.read(canonical);
    expect([again.from, again.response.headers.has("Content-Location")]).toEqual([
      "sluice-edge; hit; ttl=120",
      false,
    ]);
  });

  it("lets a newer write win that was accepted while the source was asked", async () => {
    // Without an edge cache nothing is known here of the write, as if it were accepted elsewhere.
    const rig = rigWithOrigin({ settings: { EDGE_TTL_SECONDS: 0 } });
    const { answer } = rig.origins;
    rig.origins.answer = async (request) => {
      await rig.put(KEY, "by hand");
      return answer(request);
    };
    await rig.read(KEY);
    const [byHand, bySource] = rig.queue.intents;
    if (byHand === undefined || bySource === undefined) throw new Error("two writes were expected");
    expect(bySource.version < byHand.version).toBe(true);
  });

  it("keeps nothing beside a write that was accepted here while the source was asked", async () => {
    const rig = rigWithOrigin();
    const { answer } = rig.origins;
    rig.origins.answer = async (request) => {
      await rig.put(KEY, "by hand");
      return answer(request);
    };
    await rig.read(KEY);
    expect(rig.queue.intents).toHaveLength(1);
    rig.nowMs += 1_000;
    expect((await rig.read(KEY)).from).not.toContain("sluice-edge; hit");
  });

  it("keeps nothing over a write that was accepted before, and that KV does not show yet", async () => {
    const rig = rigWithOrigin();
    await rig.put(KEY, "by hand");
    await rig.settle();
    const { text, from } = await rig.read(KEY);
    expect([text, from.includes("stored")]).toEqual(["moving pictures", false]);
    expect(rig.queue.intents).toHaveLength(1);
    rig.apply(KEY);
    expect((await rig.read(KEY)).text).toBe("by hand");
  });

  it("keeps the answer for a key that was deleted before", async () => {
    const rig = rigWithOrigin();
    await rig.request(`/v1/kv/default/${encodeURIComponent(KEY)}`, { method: "DELETE" });
    await rig.settle();
    expect((await rig.read(KEY)).from).toContain("sluice-edge; fwd=uri-miss; stored");
    expect(rig.queue.intents.map(({ op }) => op)).toEqual(["delete", "put"]);
  });

  it("answers values of other writers as they are", async () => {
    const rig = rigWithOrigin();
    rig.values.put({ namespace: "default", key: KEY }, "by hand", null);
    const { text, from } = await rig.read(KEY);
    expect([text, from]).toEqual(["by hand", "sluice-kv; hit, sluice-edge; fwd=uri-miss; stored"]);
    expect(rig.origins.asked).toEqual([]);
  });

  it("asks the source when KV does not answer", async () => {
    const rig = rigWithOrigin();
    rig.values.isBroken = true;
    expect((await rig.read(KEY)).text).toBe("moving pictures");
    expect(rig.events).toMatchObject([{ kind: "service-failed", service: "KV" }]);
  });

  it("leaves keys of other prefixes and namespaces alone", async () => {
    const rig = rigWithOrigin({
      sources: { "video:": VIDEO, "elsewhere:": { ...VIDEO, namespace: "other" } },
      settings: { NAMESPACES: { default: "KV", other: "KV_OTHER" } },
    });
    expect((await rig.read("audio:a.mp3")).status).toBe(404);
    expect((await rig.read("elsewhere:a.mp3")).status).toBe(404);
    expect(rig.origins.asked).toEqual([]);
  });

  it("asks no source for a key that would climb or that has no place in its URL", async () => {
    const rig = rigWithOrigin({
      sources: { "video:": { url: "https://media.test/files/{path}" } },
    });
    for (const rest of [
      "../etc",
      "a/../../b",
      "a//b",
      "/a",
      "a/",
      ".",
      "a.mp4:w=1",
      "a.mp4:w",
      "",
    ]) {
      expect((await rig.read(`video:${rest}`)).status, rest).toBe(404);
    }
    expect(rig.origins.asked).toEqual([]);
  });
});

describe("authorisation", () => {
  it("comes before every cache and before the source", async () => {
    const tokens = { all: {}, tenant: { prefixes: ["tenant:"] }, writer: { scopes: ["write"] } };
    const rig = rigWithOrigin({ tokens });
    expect((await rig.read(KEY, {}, "tenant")).status).toBe(403);
    expect((await rig.read(KEY, {}, "writer")).status).toBe(403);
    expect(rig.origins.asked).toEqual([]);
    await rig.read(KEY);
    expect((await rig.read(KEY, {}, "tenant")).status).toBe(403);
  });

  it("is asked for the canonical key, too", async () => {
    const rig = rigWithOrigin({
      tokens: { all: {}, narrow: { prefixes: ["video:a.mp4:height"] } },
    });
    expect((await rig.read("video:a.mp4:height=1:w=2", {}, "narrow")).status).toBe(403);
    expect(rig.origins.asked).toEqual([]);
  });
});

describe("what a source answers in place of a value", () => {
  const KEPT = "; stored";

  it.each([
    [404, 404, "key-unknown", 60],
    [410, 404, "key-unknown", 60],
    [403, 502, "source-failed", 60],
    [500, 502, "source-failed", 10],
    [503, 502, "source-failed", 10],
    [206, 502, "source-failed", 10],
    [304, 502, "source-failed", 10],
  ])(
    "%i is answered as %i %s and kept for its class: %s %i s",
    async (given, status, slug, ttl) => {
      const rig = new SourceRig();
      rig.origins.answer = async () =>
        replyOf(new Response(given === 304 ? null : "the source's own words", { status: given }));
      const first = await rig.read(KEY);
      expect(first.status).toBe(status);
      expect(first.text).toContain(`urn:sluice:problem:${slug}`);
      expect(first.text).not.toContain("own words");
      expect(first.from.startsWith("sluice-kv")).toBe(true);
      const [kv, edge] = first.from.split(", ");
      expect([kv?.endsWith(KEPT), edge?.endsWith(KEPT)]).toEqual([ttl >= 60, true]);
      rig.nowMs += (ttl - 1) * 1_000;
      const second = await rig.read(KEY);
      expect([second.status, second.from]).toEqual([status, "sluice-edge; hit; ttl=1"]);
      expect(rig.origins.asked).toHaveLength(1);
      rig.nowMs += 1_000;
      await rig.read(KEY);
      expect(rig.origins.asked).toHaveLength(2);
    },
  );

  it("a refusal that KV keeps is answered from there in other places", async () => {
    const rig = new SourceRig();
    await rig.read(KEY);
    rig.apply(KEY);
    rig.edge.entries.clear();
    const { status, from } = await rig.read(KEY);
    expect([status, from]).toEqual([
      404,
      "sluice-kv; hit; ttl=60, sluice-edge; fwd=uri-miss; stored",
    ]);
    expect(rig.origins.asked).toHaveLength(1);
  });

  it("a redirect is handed on, absolute, and not followed", async () => {
    const rig = new SourceRig();
    rig.origins.reply(null, { status: 302, headers: { Location: "../other?a=b c" } });
    for (const _ of [1, 2]) {
      const { status, response, text } = await rig.read(KEY);
      expect([status, response.headers.get("Location"), text]).toEqual([
        302,
        "https://media.test/files/other?a=b%20c",
        "",
      ]);
    }
    expect(rig.origins.asked).toHaveLength(1);
    expect(rig.queue.intents[0]).toMatchObject({
      expiration: Math.floor(rig.nowMs / 1_000) + 3_600,
      metadata: { customData: { status: 302 } },
    });
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "ftp://x.test/"])(
    "a redirect to %s is a failure",
    async (location) => {
      const rig = new SourceRig();
      rig.origins.reply(null, { status: 302, headers: { Location: location } });
      const { status, response } = await rig.read(KEY);
      expect([status, response.headers.has("Location")]).toEqual([502, false]);
    },
  );

  it.each([
    ["timeout", 504, "source-timeout"],
    ["unreachable", 502, "source-failed"],
  ] as const)(
    "nothing at all (%s) is answered as %i and kept for 10 s",
    async (kind, status, slug) => {
      const rig = new SourceRig();
      rig.origins.answer = async () => ({
        ok: false,
        error: { kind, detail: "connect to 10.0.0.1" },
      });
      const { response, text } = await rig.read(KEY);
      expect(response.status).toBe(status);
      expect(text).toContain(slug);
      expect(text).not.toContain("10.0.0.1");
      expect(rig.events).toEqual([
        { kind: "source-failed", source: "video:", detail: "connect to 10.0.0.1" },
      ]);
      expect((await rig.read(KEY)).from).toBe("sluice-edge; hit; ttl=10");
      expect(rig.queue.intents).toEqual([]);
    },
  );

  it("is what its status says, also when its body breaks off unread", async () => {
    const rig = new SourceRig();
    const body = new ReadableStream({
      start: (controller) => controller.error(new Error("broke")),
    });
    rig.origins.answer = async () => ({ ok: true, value: { ...NOT_FOUND, body } });
    expect((await rig.read(KEY)).status).toBe(404);
  });

  it("what may not be kept is handed on and forgotten", async () => {
    for (const directive of ["no-store", "private", "max-age=5, private"]) {
      const rig = new SourceRig();
      rig.origins.reply("mine", { headers: { "Cache-Control": directive } });
      const { text, from } = await rig.read(KEY);
      expect([text, from]).toEqual([
        "mine",
        "sluice-kv; fwd=uri-miss; fwd-status=200, sluice-edge; fwd=uri-miss",
      ]);
      expect([rig.queue.intents.length, rig.edge.entries.size]).toEqual([0, 0]);
    }
  });

  it("lives may be set for each class, and 0 keeps nothing", async () => {
    const ttlSeconds = { ok: 90, clientError: 0 };
    const rig = rigWithOrigin({ sources: { "video:": { ...VIDEO, ttlSeconds } } });
    await rig.read(KEY);
    expect(rig.queue.intents[0]).toMatchObject({
      expiration: Math.floor(rig.nowMs / 1_000) + 90,
    });
    rig.origins.reply(null, { status: 404 });
    await rig.read("video:other");
    await rig.read("video:other");
    expect([rig.queue.intents.length, rig.origins.asked.length]).toEqual([1, 3]);
  });
});

describe("the ways past the caches", () => {
  it("debug=true asks the source, keeps nothing, and says what happened", async () => {
    const rig = rigWithOrigin();
    await rig.read(KEY);
    const { response, text } = await rig.read(KEY, { query: "?debug=true" });
    expect(text).toBe("moving pictures");
    expect(JSON.parse(response.headers.get("Sluice-Debug") ?? "")).toEqual({
      source: "video:",
      key: KEY,
      via: "url",
      status: 200,
      ttlSeconds: 86_400,
      durationMs: 0,
      caches: "bypassed",
    });
    expect([rig.origins.asked.length, rig.queue.intents.length]).toEqual([2, 1]);
  });

  it("no-kv-cache=true neither reads nor writes KV, but uses the edge", async () => {
    const rig = rigWithOrigin();
    rig.values.put({ namespace: "default", key: KEY }, "in KV", null);
    const query = "?no-kv-cache=true";
    expect((await rig.read(KEY, { query })).text).toBe("moving pictures");
    expect((await rig.read(KEY, { query })).from).toBe("sluice-edge; hit; ttl=120");
    expect([rig.values.gets, rig.queue.intents.length]).toEqual([0, 0]);
  });

  it.each(["?debug=true", "?no-kv-cache=true"])(
    "are refused for a key without a source: %s",
    async (query) => {
      const { response } = await new SourceRig().read("user:1", { query });
      expect(response.status).toBe(422);
    },
  );

  it("have to be true or false", async () => {
    const { response } = await new SourceRig().read(KEY, { query: "?debug=1" });
    expect(response.status).toBe(422);
  });
});

describe("HEAD and Range", () => {
  it("HEAD asks as GET would, keeps the answer, and shows its headers", async () => {
    const rig = rigWithOrigin();
    const { response, text } = await rig.read(KEY, { method: "HEAD" });
    expect([response.status, text, response.headers.get("Content-Length")]).toEqual([
      200,
      "",
      "15",
    ]);
    expect(rig.queue.intents).toHaveLength(1);
    expect((await rig.read(KEY)).from).toBe("sluice-edge; hit; ttl=120");
  });

  it.each([
    ["bytes=0-5", 206, "moving", "bytes 0-5/15"],
    ["bytes=7-", 206, "pictures", "bytes 7-14/15"],
    ["bytes=-8", 206, "pictures", "bytes 7-14/15"],
    ["bytes=-99", 206, "moving pictures", "bytes 0-14/15"],
    ["bytes=14-99", 206, "s", "bytes 14-14/15"],
    ["bytes=5-1", 200, "moving pictures", null],
    ["bytes=0-1,3-4", 200, "moving pictures", null],
    ["lines=0-1", 200, "moving pictures", null],
    ["bytes=-", 200, "moving pictures", null],
  ])(
    "%s gets %i from the source, from the edge and from KV",
    async (Range, status, text, range) => {
      const rig = rigWithOrigin();
      const answers = [
        await rig.read(KEY, { headers: { Range } }),
        await rig.read(KEY, { headers: { Range } }),
      ];
      rig.apply(KEY);
      rig.edge.entries.clear();
      answers.push(await rig.read(KEY, { headers: { Range } }));
      for (const answer of answers) {
        expect([answer.status, answer.text, answer.response.headers.get("Content-Range")]).toEqual([
          status,
          text,
          range,
        ]);
      }
      expect(rig.origins.asked).toHaveLength(1);
    },
  );

  it.each(["bytes=15-", "bytes=99-100", "bytes=-0"])("%s is outside: 416", async (Range) => {
    const { response } = await rigWithOrigin().read(KEY, { headers: { Range } });
    expect([response.status, response.headers.get("Content-Range")]).toEqual([416, "bytes */15"]);
  });

  it("a range of another value than If-Range names is the whole value", async () => {
    const rig = rigWithOrigin();
    const etag = (await rig.read(KEY)).response.headers.get("ETag") ?? "";
    const ask = async (condition: string) =>
      (await rig.read(KEY, { headers: { Range: "bytes=0-1", "If-Range": condition } })).status;
    expect([await ask(etag), await ask('"another"')]).toEqual([206, 200]);
  });

  it("a 404 has its problem, whatever range was asked for", async () => {
    const { response } = await new SourceRig().read(KEY, { headers: { Range: "bytes=0-1" } });
    expect(response.status).toBe(404);
  });
});

describe("many readers that miss at the same time", () => {
  it("200 make one call, and each gets the value", async () => {
    const rig = rigWithOrigin();
    const answers = await Promise.all(Array.from({ length: 200 }, () => rig.read(KEY)));
    expect(answers.map(({ text }) => text)).toEqual(Array(200).fill("moving pictures"));
    expect(rig.origins.asked).toHaveLength(1);
    expect(rig.queue.intents).toHaveLength(1);
    expect(answers.filter(({ from }) => from.includes("collapsed"))).toHaveLength(199);
  });

  it("200 count as 200 misses and one call of the source", async () => {
    const rig = rigWithOrigin();
    await Promise.all(Array.from({ length: 200 }, () => rig.read(KEY)));
    rig.nowMs += FLUSH_EVERY_MS;
    await rig.read(KEY);
    expect(sumCounts(rig.readsTold)).toEqual({
      "read-miss": 200,
      "read-origin": 1,
      "read-edge": 1,
    });
  });

  it("200 make one call that fails, and each gets the failure", async () => {
    const rig = new SourceRig();
    rig.origins.reply("down", { status: 503 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => rig.read(KEY)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([502]));
    expect(rig.origins.asked).toHaveLength(1);
  });

  it("200 make one call for a value too large for memory", async () => {
    const rig = new SourceRig();
    const large = "x".repeat(300_000);
    rig.origins.reply(large);
    const answers = await Promise.all(Array.from({ length: 200 }, () => rig.read(KEY)));
    expect(answers.every(({ text }) => text === large)).toBe(true);
    expect(rig.origins.asked).toHaveLength(1);
  });

  it("wait no longer than the source may take: then each asks by itself", async () => {
    const clock = { now: () => 1_800_000_000_000, sleep: async () => {} };
    const rig = rigWithOrigin({ services: { clock } });
    const { answer } = rig.origins;
    const stuck = Promise.withResolvers<void>();
    rig.origins.answer = async (request) => {
      if (rig.origins.asked.length === 1) await stuck.promise;
      return answer(request);
    };
    const first = rig.read(KEY);
    expect((await rig.request(`/v1/kv/default/${encodeURIComponent(KEY)}`)).status).toBe(200);
    stuck.resolve();
    expect((await first).status).toBe(200);
  });

  it("are not left waiting when a call breaks", async () => {
    const rig = rigWithOrigin();
    const { answer } = rig.origins;
    rig.origins.answer = async (request) => {
      if (rig.origins.asked.length === 1) throw new Error("a binding is gone");
      return answer(request);
    };
    const answers = await Promise.all([rig.read(KEY), rig.read(KEY), rig.read(KEY)]);
    expect(answers.map(({ status }) => status)).toEqual([500, 200, 200]);
    expect(rig.origins.asked).toHaveLength(2);
  });
});

describe("a value over the inline limit", () => {
  it("flows to the reader, to the edge and to R2", async () => {
    const rig = new SourceRig();
    const large = "y".repeat(400_000);
    rig.origins.reply(large, { headers: { "Content-Length": "400000" } });
    expect((await rig.read(KEY)).text).toBe(large);
    const [intent] = rig.queue.intents;
    expect(intent).toMatchObject({ value: { kind: "payload", sizeBytes: 400_000 } });
    expect(rig.payloads.begun[0]?.sizeBytes).toBe(400_000);
    expect((await rig.read(KEY)).text).toBe(large);
    rig.apply(KEY);
    rig.edge.entries.clear();
    const part = await rig.read(KEY, { headers: { Range: "bytes=399998-" } });
    expect([part.status, part.text]).toEqual([206, "yy"]);
    expect(rig.origins.asked).toHaveLength(1);
  });

  it("without an announced length is kept all the same, and given whole", async () => {
    const rig = new SourceRig();
    rig.origins.reply("z".repeat(300_000));
    const { status, text } = await rig.read(KEY, { headers: { Range: "bytes=0-1" } });
    expect([status, text.length]).toEqual([200, 300_000]);
    expect(rig.payloads.begun[0]?.sizeBytes).toBeNull();
    expect(rig.queue.intents).toHaveLength(1);
  });

  it("reaches its reader also when the write is refused before it is read", async () => {
    const refusal = problem("unavailable", "the backlog is full");
    const rig = new SourceRig({ services: { backlogCap: { refusal: async () => refusal } } });
    const large = "u".repeat(400_000);
    rig.origins.reply(large);
    expect((await rig.read(KEY)).text).toBe(large);
    expect(rig.queue.intents).toEqual([]);
    expect(rig.events).toEqual([
      { kind: "source-not-stored", source: "video:", detail: "the backlog is full" },
    ]);
  });

  it("without an announced length reaches its reader also when no upload has a turn yet", async () => {
    const rig = new SourceRig();
    rig.payloads.begin = async (_name, _sizeBytes, turn) =>
      turn === "at-once" ? Promise.reject(new Error("four are under way")) : new Promise(() => {});
    const large = "s".repeat(400_000);
    rig.origins.reply(large);
    expect((await rig.read(KEY)).text).toBe(large);
    expect(rig.queue.intents).toEqual([]);
    expect(rig.events.map(({ kind }) => kind)).toEqual(["service-failed", "source-not-stored"]);
  });

  it("reaches its reader and KV also when the edge cache takes nothing", async () => {
    const rig = new SourceRig();
    rig.edge.put = async () => err("the cache takes nothing");
    const large = "t".repeat(400_000);
    rig.origins.reply(large);
    expect((await rig.read(KEY)).text).toBe(large);
    expect(rig.queue.intents[0]).toMatchObject({ value: { sizeBytes: 400_000 } });
    expect(rig.events.map(({ kind }) => kind)).toEqual(["edge-cache-failed"]);
  });

  it("is kept when its reader leaves, or only wanted the headers", async () => {
    const rig = new SourceRig();
    rig.origins.reply("w".repeat(300_000));
    await rig.read(KEY, { method: "HEAD" });
    const response = await rig.request("/v1/kv/default/video:other.mp4");
    await response.body?.cancel();
    await rig.settle();
    expect(rig.queue.intents).toMatchObject([
      { key: KEY, value: { sizeBytes: 300_000 } },
      { key: "video:other.mp4", value: { sizeBytes: 300_000 } },
    ]);
  });

  it("that breaks off is kept nowhere", async () => {
    const rig = new SourceRig();
    let sent = 0;
    const broken = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          if (sent > 5) controller.error(new Error("connection reset"));
          else controller.enqueue(new Uint8Array(60_000));
        },
      });
    rig.origins.answer = async () => replyOf(new Response(broken()));
    const response = await rig.request(`/v1/kv/default/${encodeURIComponent(KEY)}`);
    await expect(response.text()).rejects.toThrow();
    await rig.settle();
    expect([rig.queue.intents.length, rig.payloads.objects.size]).toEqual([0, 0]);
    expect(rig.edge.entries.size).toBe(0);
    expect(rig.events.map(({ kind }) => kind)).toContain("source-not-stored");
  });

  it("larger than KV takes is handed on and not kept", async () => {
    const rig = new SourceRig();
    rig.origins.reply("v".repeat(200_000), { headers: { "Content-Length": "26214401" } });
    const { status, from } = await rig.read(KEY);
    expect([status, from.includes("stored")]).toEqual([200, false]);
    expect(rig.queue.intents).toEqual([]);
  });
});

describe("a source without an edge cache", () => {
  it("is asked on every miss, and its answers go to KV", async () => {
    const rig = rigWithOrigin({ settings: { EDGE_TTL_SECONDS: 0 } });
    for (const _ of [1, 2]) await rig.read(KEY);
    expect([rig.origins.asked.length, rig.queue.intents.length]).toEqual([2, 2]);
    rig.apply(KEY);
    expect((await rig.read(KEY)).from).toMatch(/^sluice-kv; hit/);
    expect([rig.origins.asked.length, rig.edge.entries.size]).toEqual([2, 0]);
  });
});
