import * as z from "zod/mini";
import { type Expectations, expectWrite, sha256 } from "./expectations.ts";

export type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

export type Write = { readonly key: string; readonly bytes: Uint8Array<ArrayBuffer> };

const Receipt = z.object({ key: z.string(), version: z.string(), acceptedAt: z.iso.datetime() });
type Receipt = z.infer<typeof Receipt>;
const Receipts = z.object({ receipts: z.array(Receipt) });

const Backlog = z.object({
  queues: z.object({
    writes: z.object({ messages: z.number() }),
    immediate: z.object({ messages: z.number() }),
  }),
  pending: z.number(),
  dead: z.number(),
});
export type Backlog = z.infer<typeof Backlog>;

const DeadLetters = z.object({ total: z.number() });
const Replay = z.object({ id: z.string(), matched: z.number(), skipped: z.number() });
export type Replay = z.infer<typeof Replay>;

/** What the demo asks of Sluice, over HTTP as any user; every receipt becomes an expectation. */
export type PipelineClient = {
  put(write: Write): Promise<void>;
  putMany(writes: readonly Write[]): Promise<void>;
  delete(key: string): Promise<void>;
  /** The SHA-256 of what KV holds now; null when it holds nothing. */
  readBack(key: string): Promise<string | null>;
  backlog(): Promise<Backlog>;
  deadLetters(): Promise<number>;
  replayAll(): Promise<Replay>;
};

export function pipelineClient(fetch: Fetch, expectations: Expectations): PipelineClient {
  const pathOf = (key: string): string => `/v1/kv/default/${encodeURIComponent(key)}`;
  const expected = (receipt: Receipt, digest: string | null): void =>
    expectWrite(expectations, receipt.key, {
      version: receipt.version,
      acceptedAtMs: Date.parse(receipt.acceptedAt),
      sha256: digest,
    });
  return {
    put: async ({ key, bytes }) => {
      const body = await ask(fetch, pathOf(key), { method: "PUT", body: bytes }, 202);
      expected(Receipt.parse(body), sha256(bytes));
    },
    putMany: async (writes) => {
      const { receipts } = Receipts.parse(
        await ask(fetch, "/v1/intents", jsonRequest({ intents: writes.map(putIntent) }), 202),
      );
      for (const [index, write] of writes.entries()) {
        const receipt = receipts[index];
        if (receipt === undefined) throw new Error(`no receipt for intent ${index} of a request`);
        expected(receipt, sha256(write.bytes));
      }
    },
    delete: async (key) => {
      expected(Receipt.parse(await ask(fetch, pathOf(key), { method: "DELETE" }, 202)), null);
    },
    readBack: async (key) => {
      const response = await fetch(pathOf(key), { headers: { "Cache-Control": "no-cache" } });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.status === 404) return null;
      if (response.status === 200) return sha256(bytes);
      throw new Error(`GET ${key}: expected 200 or 404, got ${response.status}`);
    },
    backlog: async () => Backlog.parse(await ask(fetch, "/v1/backlog", {}, 200)),
    deadLetters: async () =>
      DeadLetters.parse(await ask(fetch, "/v1/dead-letters?limit=1", {}, 200)).total,
    replayAll: async () =>
      Replay.parse(await ask(fetch, "/v1/dead-letters/replay", jsonRequest({ all: true }), 202)),
  };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function putIntent({ key, bytes }: Write) {
  return { op: "put", key, value: decoder.decode(bytes), contentType: "application/json" };
}

const jsonRequest = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

async function ask(
  fetch: Fetch,
  path: string,
  init: RequestInit,
  expectedStatus: number,
): Promise<unknown> {
  const response = await fetch(path, init);
  const text = await response.text();
  if (response.status === expectedStatus) return JSON.parse(text);
  const what = `${init.method ?? "GET"} ${path}`;
  throw new Error(`${what}: expected ${expectedStatus}, got ${response.status}: ${text}`);
}
