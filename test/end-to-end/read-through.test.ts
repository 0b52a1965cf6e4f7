import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OriginServer, originServer } from "../support/origin-server.ts";
import { pollUntil } from "../support/poll-until.ts";
import { type RunningSluice, runSluice } from "../support/run-sluice.ts";

const LARGE = Uint8Array.from(
  { length: 3_000_000 },
  (_, index) => (index * 7 + (index >> 8)) % 256,
);

let origin: OriginServer;
let sluice: RunningSluice;
beforeAll(async () => {
  origin = await originServer(answer);
  const SOURCES = JSON.stringify({
    // Who has waited for so long asks the source himself, and one call for many is tested here.
    "video:": { url: `${origin.url}/files/{path}?{query}`, timeoutMs: 60_000 },
    "silent:": { url: `${origin.url}/files/{path}`, timeoutMs: 1_000 },
    "brief:": {
      url: `${origin.url}/brief/{path}`,
      ttlSeconds: { ok: 60 },
      refreshShare: 0.9,
    },
    "service:": { binding: "ORIGIN" },
    "nobody:": { url: "http://127.0.0.1:9/{path}", timeoutMs: 1_000 },
  });
  sluice = await runSluice({
    vars: { SOURCES },
    services: { ORIGIN: "origin-worker" },
    others: ["test/support/origin-worker/wrangler.toml"],
  });
});
afterAll(async () => {
  await sluice?.close();
  await origin?.close();
});

function answer({ url = "", headers }: IncomingMessage, response: ServerResponse): void {
  if (headers["if-none-match"] !== undefined) response.writeHead(304).end();
  else if (url.startsWith("/brief/large")) response.writeHead(200, { ETag: '"large"' }).end(LARGE);
  else if (url.startsWith("/files/missing")) response.writeHead(404).end("not here");
  else if (url.startsWith("/files/large")) {
    response.writeHead(200, { "Content-Length": LARGE.byteLength, ETag: '"large"' }).end(LARGE);
  } else if (url.startsWith("/files/unannounced")) {
    response.writeHead(200).write(LARGE);
    response.end();
  } else if (!url.startsWith("/files/silent")) {
    response.writeHead(200, { "Content-Type": "video/mp4", ETag: '"one"' }).end(`seen ${url}`);
  }
}

const callsOf = (path: string): number =>
  origin.asked.filter(({ line }) => line.startsWith(`GET /files/${path}`)).length;

const read = (key: string, init: RequestInit & { readonly query?: string } = {}) =>
  sluice.fetch(`/v1/kv/default/${encodeURIComponent(key)}${init.query ?? ""}`, init);

const createdAtMs = ({ headers }: Response): number =>
  JSON.parse(headers.get("Sluice-Metadata") ?? "{}").createdAt;

const fromKv = async (key: string): Promise<boolean> => {
  const response = await read(key, { headers: { "Cache-Control": "no-cache" } });
  await response.arrayBuffer();
  return response.headers.get("Cache-Status")?.startsWith("sluice-kv; hit") === true;
};

describe("both Workers with a source", () => {
  it("answer from the source at once, then from the edge, and from KV when the write is applied", async () => {
    const first = await read("video:a.mp4:h=360:w=640");
    expect([first.status, await first.text()]).toEqual([200, "seen /files/a.mp4?w=640&h=360"]);
    expect(first.headers.get("Cache-Status")).toBe(
      "sluice-kv; fwd=uri-miss; fwd-status=200; stored, sluice-edge; fwd=uri-miss; stored",
    );
    await pollUntil(() => fromKv("video:a.mp4:w=640:h=360"));
    const again = await read("video:a.mp4:w=640:h=360");
    expect(again.headers.get("Content-Type")).toBe("video/mp4");
    expect(await again.text()).toBe("seen /files/a.mp4?w=640&h=360");
    expect(callsOf("a.mp4")).toBe(1);
    const [asked] = origin.asked;
    expect(asked?.headers.authorization).toBeUndefined();
  });

  it("make one call for 200 concurrent misses", async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, async () => (await read("video:hot.mp4")).text()),
    );
    expect(new Set(answers)).toEqual(new Set(["seen /files/hot.mp4"]));
    expect(callsOf("hot.mp4")).toBe(1);
    await pollUntil(() => fromKv("video:hot.mp4"));
    const report = await sluice.strictKv.report();
    expect(report.landedByKey["video:hot.mp4"]).toBe(1);
  });

  it.each([["large"], ["unannounced"]])(
    "stream a value of 3 MB to 20 readers, to the edge and through R2 into KV, with one call: %s",
    async (name) => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, async () => (await read(`video:${name}`)).arrayBuffer()),
      );
      expect(answers.every((bytes) => Buffer.from(bytes).equals(Buffer.from(LARGE)))).toBe(true);
      expect(callsOf(name)).toBe(1);
      await pollUntil(() => fromKv(`video:${name}`));
      const whole = await read(`video:${name}`, { headers: { "Cache-Control": "no-cache" } });
      expect(Buffer.from(await whole.arrayBuffer()).equals(Buffer.from(LARGE))).toBe(true);
      expect(callsOf(name)).toBe(1);
    },
  );

  it.each([["small"], ["large"]])(
    "give a value that its source has not changed another life, in KV and at the edge: %s",
    async (name) => {
      const key = `brief:${name}`;
      const first = await read(key);
      const bytes = Buffer.from(await first.arrayBuffer());
      const beganMs = createdAtMs(first);
      // What KV does not have yet is not given another life.
      await pollUntil(() => fromKv(key));
      const isRenewed = async (from: string, init: RequestInit): Promise<boolean> => {
        const response = await read(key, init);
        expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
        const isFrom = response.headers.get("Cache-Status")?.startsWith(`${from}; hit`) === true;
        return isFrom && createdAtMs(response) > beganMs;
      };
      await pollUntil(() => isRenewed("sluice-edge", {}));
      // Before the next life is nearly over, too, and its source asked again.
      const asked = origin.asked.filter(({ line }) => line.startsWith(`GET /brief/${name}`));
      expect(asked.map(({ headers }) => headers["if-none-match"] !== undefined)).toEqual([
        false,
        true,
      ]);
      await pollUntil(() => isRenewed("sluice-kv", { headers: { "Cache-Control": "no-cache" } }));
    },
  );

  it("answer ranges and HEAD of what is kept", async () => {
    const part = await read("video:large", { headers: { Range: "bytes=1000000-1000009" } });
    expect([part.status, part.headers.get("Content-Range")]).toEqual([
      206,
      "bytes 1000000-1000009/3000000",
    ]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(LARGE.slice(1_000_000, 1_000_010));
    const outside = await read("video:large", { headers: { Range: "bytes=3000000-" } });
    expect(outside.status).toBe(416);
    await outside.arrayBuffer();
    const head = await read("video:large", { method: "HEAD" });
    expect([head.status, head.headers.get("Content-Length")]).toEqual([200, "3000000"]);
    expect(callsOf("large")).toBe(1);
  });

  it("answer the first part of a value that only its source has", async () => {
    const part = await read("video:new.mp4", { headers: { Range: "bytes=0-3" } });
    expect([part.status, await part.text()]).toEqual([206, "seen"]);
    await pollUntil(() => fromKv("video:new.mp4"));
  });

  it("keep a value whose reader has left", async () => {
    const abort = new AbortController();
    const response = await read("video:large?", { signal: abort.signal });
    await response.body?.getReader().read();
    abort.abort();
    await pollUntil(() => fromKv("video:large?"));
    expect(callsOf("large%3F")).toBe(1);
  });

  it("hand a redirect on and follow none", async () => {
    const response = await read("service:moved", { redirect: "manual" });
    expect([response.status, response.headers.get("Location")]).toEqual([
      302,
      "https://elsewhere.test/target",
    ]);
  });

  it("ask a source behind a service binding, once for many", async () => {
    const ask = async () => (await read("service:a/b:f=x y")).json();
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    const [first] = answers;
    expect(first).toMatchObject({ asked: "/a/b?f=x%20y" });
    expect(answers).toEqual(Array(50).fill(first));
  });

  it("answer what the source lacks with 404, asked once", async () => {
    for (const _ of [1, 2]) {
      const response = await read("video:missing.mp4");
      expect([response.status, await response.text()]).toEqual([
        404,
        expect.stringContaining("key-unknown"),
      ]);
    }
    expect(callsOf("missing.mp4")).toBe(1);
  });

  it("answer a silent source with 504 and one that is away with 502, asked once each", async () => {
    for (const _ of [1, 2]) {
      const silent = await read("silent:silent.mp4");
      expect([silent.status, await silent.text()]).toEqual([
        504,
        expect.stringContaining("source-timeout"),
      ]);
      const away = await read("nobody:a");
      expect([away.status, await away.text()]).toEqual([
        502,
        expect.stringContaining("source-failed"),
      ]);
    }
    expect(callsOf("silent.mp4")).toBe(1);
  });

  it("ask the source past all caches with debug=true", async () => {
    const response = await read("video:hot.mp4", { query: "?debug=true" });
    expect(await response.text()).toBe("seen /files/hot.mp4");
    expect(JSON.parse(response.headers.get("Sluice-Debug") ?? "")).toMatchObject({
      key: "video:hot.mp4",
      caches: "bypassed",
    });
    expect(callsOf("hot.mp4")).toBe(2);
  });

  it("let a caller in before anything else", async () => {
    const response = await read("video:hot.mp4", { headers: { Authorization: "Bearer slc_x_y" } });
    expect(response.status).toBe(401);
    await response.arrayBuffer();
  });
});
