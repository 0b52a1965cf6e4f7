import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { originsOf } from "../../../producer/adapters/origins.ts";
import { type OriginServer, originServer } from "../../support/origin-server.ts";

let server: OriginServer;
beforeAll(async () => {
  server = await originServer(({ url }, response) => {
    if (url === "/moved") response.writeHead(302, { Location: "/target" }).end();
    else if (url === "/stalls") response.writeHead(200).write("the beginning");
    else if (url !== "/silent") response.writeHead(200, { ETag: '"one"' }).end("the value");
  });
});
afterAll(() => server?.close());

const get = (path: string, timeoutMs = 30_000) =>
  originsOf({}).get({ timeoutMs }, { url: server.url + path, headers: { "If-None-Match": '"x"' } });

describe("a source over the network", () => {
  it("is sent the headers that are given, and gives its answer", async () => {
    const reply = await get("/value");
    if (!reply.ok) throw new Error(reply.error.detail);
    expect([reply.value.status, reply.value.headers.get("ETag")]).toEqual([200, '"one"']);
    expect(await new Response(reply.value.body).text()).toBe("the value");
    expect(server.asked.at(-1)?.headers["if-none-match"]).toBe('"x"');
  });

  it("is not followed where it redirects to", async () => {
    const reply = await get("/moved");
    expect(reply).toMatchObject({ ok: true, value: { status: 302 } });
    expect(server.asked.map(({ line }) => line)).not.toContain("GET /target");
  });

  it("is left when it stays silent", async () => {
    expect(await get("/silent", 100)).toMatchObject({ ok: false, error: { kind: "timeout" } });
  });

  it("is left when it stops in the middle", async () => {
    const reply = await get("/stalls", 1_000);
    if (!reply.ok) throw new Error(reply.error.detail);
    await expect(new Response(reply.value.body).text()).rejects.toThrow();
  });

  it("that is away is an expected failure", async () => {
    const reply = await originsOf({}).get(
      { timeoutMs: 1_000 },
      { url: "http://127.0.0.1:1/", headers: {} },
    );
    expect(reply).toMatchObject({ ok: false, error: { kind: "unreachable" } });
  });
});
