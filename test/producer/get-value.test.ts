import { describe, expect, it } from "vitest";
import { err } from "../../shared/result.ts";
import { stampMetadata } from "../../shared/stamp.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { aVersion } from "../support/versions.ts";

const NAME = { namespace: "default", key: "user:1" };
const PATH = "/v1/kv/default/user%3A1";
/** Older than every version that a test accepts. */
const VERSION = aVersion(-1_000);

function rigWithValue(parts: ConstructorParameters<typeof ProducerRig>[0] = {}) {
  const rig = new ProducerRig(parts);
  const metadata = { name: "Zoë 🔑", "\r\nX": "\r\n" };
  const stamped = stampMetadata({ version: VERSION, contentType: "text/html", metadata });
  rig.values.put(NAME, "<b>hello</b>", stamped);
  return rig;
}

async function read(rig: ProducerRig, headers: Record<string, string> = {}, path = PATH) {
  const response = await rig.request(path, { headers });
  const text = await response.text();
  await rig.settle();
  return { status: response.status, text, from: response.headers.get("Cache-Status"), response };
}

describe("GET of a value", () => {
  it("gives back the bytes with version, type and metadata, and lets a browser run nothing", async () => {
    const { status, text, response } = await read(rigWithValue());
    expect([status, text]).toEqual([200, "<b>hello</b>"]);
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": "private, no-cache",
      "cache-status": "sluice-edge; fwd=uri-miss; stored",
      "content-security-policy": "sandbox; default-src 'none'",
      "content-type": "text/html",
      etag: `"${VERSION}"`,
      "sluice-metadata": '{"name":"Zo\\u00eb \\ud83d\\udd11","\\r\\nX":"\\r\\n"}',
      "sluice-version": VERSION,
      "x-content-type-options": "nosniff",
    });
  });

  it("answers from the edge while an entry lives there, then from KV again", async () => {
    const rig = rigWithValue();
    await read(rig);
    rig.nowMs += 10_000;
    const hit = await read(rig);
    expect(hit.from).toBe("sluice-edge; hit; ttl=20");
    expect(hit.text).toBe("<b>hello</b>");
    expect(hit.response.headers.get("ETag")).toBe(`"${VERSION}"`);
    expect(hit.response.headers.get("Content-Type")).toBe("text/html");
    expect(hit.response.headers.get("Sluice-Metadata")).toContain("Zo\\u00eb");
    expect(rig.values.gets).toBe(1);
    rig.nowMs += 20_000;
    expect((await read(rig)).from).toBe("sluice-edge; fwd=uri-miss; stored");
    expect(rig.values.gets).toBe(2);
  });

  it("goes to KV for a request that wants no cache, and refreshes the entry", async () => {
    const rig = rigWithValue();
    await read(rig);
    rig.values.put(NAME, "newer", stampMetadata({ version: aVersion() }));
    const fresh = await read(rig, { "Cache-Control": "no-cache" });
    expect([fresh.text, fresh.from]).toEqual(["newer", "sluice-edge; fwd=request; stored"]);
    expect((await read(rig)).text).toBe("newer");
  });

  it.each([
    ["the same", `"${VERSION}"`],
    ["a weak one", `W/"${VERSION}"`],
    ["one of several", `"x", "${VERSION}"`],
    ["any", "*"],
  ])("answers 304 for %s ETag, from KV and from the edge", async (_, etag) => {
    const rig = rigWithValue();
    for (const from of ["sluice-edge; fwd=uri-miss; stored", "sluice-edge; hit; ttl=30"]) {
      const answer = await read(rig, { "If-None-Match": etag });
      expect([answer.status, answer.text, answer.from]).toEqual([304, "", from]);
      expect(answer.response.headers.get("ETag")).toBe(`"${VERSION}"`);
    }
  });

  it("answers 200 for another ETag", async () => {
    expect((await read(rigWithValue(), { "If-None-Match": `"${aVersion(9)}"` })).status).toBe(200);
  });

  it("gives values of other writers without version and ETag", async () => {
    const rig = new ProducerRig();
    rig.values.put(NAME, "foreign", { own: true, sluice: { v: "bad\r\nversion", t: "a/b" } });
    const { response, text } = await read(rig, { "If-None-Match": '"x"' });
    expect(text).toBe("foreign");
    expect(response.headers.has("ETag")).toBe(false);
    expect(response.headers.has("Sluice-Version")).toBe(false);
    expect(response.headers.get("Content-Type")).toBe("application/octet-stream");
  });

  it("gives no content type that could break a header, whoever stored it", async () => {
    const rig = new ProducerRig();
    const contentType = "text/html\r\nSet-Cookie: a=b";
    rig.values.put(NAME, "x", stampMetadata({ version: VERSION, contentType }));
    const { response } = await read(rig);
    expect(response.headers.get("Content-Type")).toBe("application/octet-stream");
    expect(response.headers.has("Set-Cookie")).toBe(false);
  });

  it("answers HEAD with the headers alone", async () => {
    const rig = rigWithValue();
    const response = await rig.request(PATH, { method: "HEAD" });
    expect(response.headers.get("Sluice-Version")).toBe(VERSION);
    expect(await response.text()).toBe("");
  });

  it("answers 404 without a value, and stores nothing", async () => {
    const rig = new ProducerRig();
    const response = await rig.request(PATH);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:key-unknown");
    await rig.settle();
    expect(rig.edge.entries.size).toBe(0);
  });

  it("answers 503 when KV is away", async () => {
    const rig = rigWithValue();
    rig.values.isBroken = true;
    const response = await rig.request(PATH);
    expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "1"]);
  });
});

describe("an accepted write", () => {
  const acceptAndRead = async (accept: (rig: ProducerRig) => Response | Promise<Response>) => {
    const rig = rigWithValue();
    await read(rig);
    expect((await accept(rig)).status).toBe(202);
    await rig.settle();
    return { rig, first: await read(rig), second: await read(rig) };
  };

  it.each([
    ["PUT", (rig: ProducerRig) => rig.put("user:1", "newer")],
    ["DELETE", (rig: ProducerRig) => rig.request(PATH, { method: "DELETE" })],
    [
      "POST",
      (rig: ProducerRig) =>
        rig.post("/v1/intents", { intents: [{ op: "put", key: "user:1", value: "newer" }] }),
    ],
  ])("by %s leaves a mark: older values come from KV and are not stored", async (_, accept) => {
    const { first, second } = await acceptAndRead(accept);
    for (const answer of [first, second]) {
      expect(answer.text).toBe("<b>hello</b>");
      expect(answer.from).toBe("sluice-edge; fwd=stale");
    }
  });

  it("keeps values without a version out, too", async () => {
    const rig = new ProducerRig();
    rig.values.put(NAME, "foreign");
    await rig.put("user:1", "newer");
    await rig.settle();
    expect((await read(rig)).from).toBe("sluice-edge; fwd=stale");
    expect((await read(rig)).from).toBe("sluice-edge; fwd=stale");
  });

  it("is stored at the edge as soon as KV shows it", async () => {
    const { rig } = await acceptAndRead((rig) => rig.put("user:1", "newer"));
    const version = rig.queue.intents[0]?.version ?? "";
    rig.values.put(NAME, "newer", stampMetadata({ version }));
    expect((await read(rig)).from).toBe("sluice-edge; fwd=stale; stored");
    expect(await read(rig)).toMatchObject({ text: "newer", from: "sluice-edge; hit; ttl=30" });
  });

  it("forgets its mark after 120 seconds", async () => {
    const { rig } = await acceptAndRead((rig) => rig.put("user:1", "newer"));
    rig.nowMs += 120_000;
    expect((await read(rig)).from).toBe("sluice-edge; fwd=uri-miss; stored");
  });

  it("wins over a read that was under way: its old value is not stored over the mark", async () => {
    const rig = rigWithValue();
    const get = rig.values.get.bind(rig.values);
    rig.values.get = async (name) => {
      const older = await get(name);
      await rig.put("user:1", "newer");
      await rig.settle();
      return older;
    };
    expect((await read(rig)).text).toBe("<b>hello</b>");
    rig.values.get = get;
    expect((await read(rig)).from).toBe("sluice-edge; fwd=stale");
  });

  it("of several in one request leaves the newest one's mark", async () => {
    const rig = rigWithValue();
    const intents = ["1", "2", "3"].map((value) => ({ op: "put", key: "user:1", value }));
    await rig.post("/v1/intents", { intents });
    await rig.settle();
    const versions = rig.queue.intents.map((intent) => intent.version);
    const [entry] = rig.edge.entries.values();
    expect(new Headers(entry?.headers).get("Sluice-Version")).toBe(versions.at(-1));
  });
});

describe("the edge cache", () => {
  it("is keyed by namespace and a hash of the key alone", async () => {
    const rig = rigWithValue();
    await read(rig);
    await read(rig, { "X-Forwarded-Host": "evil.test", Host: "evil.test", Range: "bytes=0-1" });
    await read(rig, {}, `${PATH}?#fragment`);
    expect(rig.values.gets).toBe(1);
    expect([...rig.edge.entries.keys()]).toEqual([
      expect.stringMatching(/^https:\/\/sluice\.invalid\/default\/[0-9a-f]{64}$/),
    ]);
  });

  it("is asked only after authorisation: a warm entry helps no stranger", async () => {
    const rig = rigWithValue({ tokens: { all: {}, tenant: { prefixes: ["tenant:"] } } });
    await read(rig);
    expect((await rig.request(PATH, {}, "tenant")).status).toBe(403);
    expect((await rig.request(PATH, {}, null)).status).toBe(401);
  });

  it("is not needed: reads and writes go on where it is missing or throws", async () => {
    const rig = rigWithValue();
    rig.edge.isBroken = true;
    const answer = await read(rig);
    expect([answer.status, answer.text, answer.from]).toEqual([
      200,
      "<b>hello</b>",
      "sluice-edge; fwd=bypass",
    ]);
    expect((await rig.put("user:1", "newer")).status).toBe(202);
    await rig.settle();
    expect(rig.events.map((event) => event.kind)).toEqual([
      "edge-cache-failed",
      "edge-cache-failed",
    ]);
  });

  it("holds up no request for headers by refusing the value", async () => {
    const rig = rigWithValue();
    rig.edge.put = async () => err("the cache takes nothing");
    expect((await rig.request(PATH, { method: "HEAD" })).status).toBe(200);
    await rig.settle();
    expect(rig.events.map((event) => event.kind)).toEqual(["edge-cache-failed"]);
  });

  it("is off with EDGE_TTL_SECONDS 0: nothing is looked up, stored or marked", async () => {
    const rig = rigWithValue({ settings: { EDGE_TTL_SECONDS: 0 } });
    await rig.put("user:1", "newer");
    expect((await read(rig)).from).toBe("sluice-edge; fwd=bypass");
    expect(rig.edge.entries.size).toBe(0);
  });
});
