import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { startCommand } from "./start-command.ts";

const TOKEN = "slc_test_x";
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("the process", () => {
  it("streams stdin up and bytes down", async () => {
    const values: Buffer[] = [];
    const url = await serve(async (request, response) => {
      if (request.method === "GET") return response.end(Buffer.concat(values));
      for await (const chunk of request) values.push(chunk);
      const receipt = { namespace: "default", key: "k", op: "put", version: "v" };
      response.setHeader("Content-Type", "application/json");
      return response.end(
        JSON.stringify({ ...receipt, acceptedAt: "2026-11-21", status: "accepted" }),
      );
    });
    const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => index % 256));
    const put = startCommand(url, TOKEN, "put", "k");
    put.child.stdin.end(bytes);
    expect((await put.finished).status).toBe(0);
    const get = startCommand(url, TOKEN, "get", "k");
    const [printed, { status }] = await Promise.all([buffer(get.child.stdout), get.finished]);
    expect([status, printed.equals(bytes)]).toEqual([0, true]);
  });

  it("refuses a file that is no UTF-8 instead of changing what it holds", async () => {
    const url = await serve((_request, response) => response.end());
    const folder = await mkdtemp(join(tmpdir(), "sluice-import-"));
    const path = join(folder, "letters.jsonl");
    await writeFile(path, Buffer.from([0x22, 0xe9, 0x22]));
    const { status, stderr } = await startCommand(url, TOKEN, "dlq", "import", path, "--yes")
      .finished;
    await rm(folder, { recursive: true });
    expect([status, stderr]).toEqual([
      2,
      `error: Reading ${path} failed (ERR_ENCODING_INVALID_ENCODED_DATA).\n` +
        "       Expected text in UTF-8. Nothing was sent.\n",
    ]);
  });

  it("is 7 when nothing listens", async () => {
    const url = await serve(() => undefined);
    const [server] = servers.splice(0);
    server?.close();
    const { status, stderr } = await startCommand(url, TOKEN, "status").finished;
    expect([status, stderr.split("\n")[0]]).toEqual([
      7,
      `error: Could not reach ${url} (ECONNREFUSED).`,
    ]);
  });

  it("is 130 after SIGINT in the middle of a request", async () => {
    let child: ChildProcess | null = null;
    const url = await serve(() => child?.kill("SIGINT"));
    const started = startCommand(url, TOKEN, "list");
    child = started.child;
    const { status, stderr } = await started.finished;
    expect([status, stderr]).toEqual([130, expect.stringContaining("Interrupted.")]);
  });

  it("ends quietly when its reader has gone", async () => {
    const url = await serve((_request, response) => response.end(Buffer.alloc(5_000_000)));
    const { child, finished } = startCommand(url, TOKEN, "get", "k");
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await finished).toEqual({ status: 0, stderr: "" });
  });
});
