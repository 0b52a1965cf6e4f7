import { createStorage } from "unstorage";
import cloudflareKvBinding from "unstorage/drivers/cloudflare-kv-binding";
import { queuedKV } from "../../../producer/drop-in/queued-kv.ts";
import type { SluiceKV } from "../../../producer/index.ts";
import type { WriteIntent } from "../../../shared/write-intent.ts";
import { fromWire, toWire, type WireAnswer, type WireCall } from "./wire.ts";

type Drop = Service<SluiceKV> & KVNamespace;

type Env = {
  readonly PLAIN: KVNamespace;
  readonly NAMESPACE: KVNamespace;
  readonly WRITES: Queue<WriteIntent>;
  readonly PAYLOADS: R2Bucket;
  readonly KV: Drop;
  readonly KV_READER: Drop;
  readonly KV_WRITER: Drop;
  readonly KV_LIMITED: Drop;
  readonly KV_ELSEWHERE: Drop;
  readonly KV_WITHOUT_PROPS: Drop;
};

/** Makes the call that the request describes on the namespace that it names. */
export default {
  async fetch(request, env) {
    const { subject, method, given } = (await request.json()) as WireCall;
    const answer = await callOn(subjectOf(env, subject), method, given.map(fromWire));
    return Response.json(answer);
  },
} satisfies ExportedHandler<Env>;

async function callOn(
  subject: object,
  method: string,
  given: readonly unknown[],
): Promise<WireAnswer> {
  try {
    // Called on the object itself: a binding of the runtime knows its `this`, and a stub of RPC
    // would take `call` for a method of the other side.
    const methods = subject as Record<string, (...given: readonly unknown[]) => Promise<unknown>>;
    return { kind: "value", value: await toWire(await methods[method]?.(...given)) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: "error", name: error.name, message: error.message };
  }
}

function subjectOf(env: Env, subject: string): object {
  const { NAMESPACE: kv, WRITES: writes, PAYLOADS: payloads } = env;
  switch (subject) {
    case "queued":
      return queuedKV({ kv, writes, payloads });
    case "queued without a bucket":
      return queuedKV({ kv, writes });
    case "unstorage":
      return createStorage({ driver: cloudflareKvBinding({ binding: env.KV, base: "un" }) });
    case "its own types":
      return typedCalls(env.KV);
    default: {
      const binding: unknown = Reflect.get(env, subject);
      if (typeof binding === "object" && binding !== null) return binding;
      throw new Error(`the caller has no binding ${subject}`);
    }
  }
}

/** What callers write; the compiler holds the declared types to it. */
const typedCalls = (kv: Drop) => ({
  async touchAll(key: string) {
    const receipt = await kv.put(key, "typed", { metadata: { a: 1 } });
    const text: string | null = await kv.get(key);
    const json: { readonly a: number } | null = await kv.get("absent", "json");
    const many: Map<string, string | null> = await kv.get([key]);
    const page = await kv.list({ prefix: key });
    const removed = await kv.delete(key);
    return {
      version: receipt.version,
      text,
      json,
      many: many.size,
      listed: page.keys.length,
      removed: removed.op,
    };
  },
});
