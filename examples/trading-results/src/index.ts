import type { SluiceKV } from "../../../producer/index.ts";
import { Analysis, BEFORE, type Kind, PREFIXES, Progress } from "./analysis.ts";

type Env = {
  readonly DIRECT: KVNamespace;
  readonly KV: Service<SluiceKV> & KVNamespace;
};

/** `PUT` and `GET /<before|after>/<results|reports|runs>/<name>`; the body is an analysis or progress. */
export default {
  async fetch(request, env) {
    const [, way, kind = "", name = ""] = new URL(request.url).pathname.split("/");
    if (!isKind(kind) || name === "") return new Response("not found", { status: 404 });
    const key = `${way === "before" ? BEFORE : ""}${PREFIXES[kind]}${name}`;
    try {
      switch (request.method) {
        case "GET":
          return await read(way === "before" ? env.DIRECT : env.KV, key);
        case "PUT":
          return await write(env, { way, kind, key }, await request.json());
        default:
          return new Response(null, { status: 405 });
      }
    } catch (error) {
      return new Response(error instanceof Error ? error.message : "failed", { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;

const SCHEMAS = {
  results: Analysis,
  reports: Analysis,
  history: Analysis,
  runs: Progress,
} as const;

const isKind = (kind: string): kind is Kind => Object.hasOwn(PREFIXES, kind);

async function read(kv: KVNamespace, key: string): Promise<Response> {
  const text = await kv.get(key);
  return text === null ? new Response("not found", { status: 404 }) : new Response(text);
}

type Target = { readonly way: string | undefined; readonly kind: Kind; readonly key: string };

async function write(env: Env, { way, kind, key }: Target, body: unknown): Promise<Response> {
  const given = SCHEMAS[kind].safeParse(body);
  if (!given.success) return new Response(given.error.message, { status: 422 });
  const text = JSON.stringify(given.data);
  if (way === "before") {
    await env.DIRECT.put(key, text);
    return Response.json({ version: null }, { status: 202 });
  }
  // What is urgent has the last of the day's budget to itself.
  const priority = kind === "reports" ? "immediate" : "normal";
  const { version } = await env.KV.put(key, text, { priority });
  return Response.json({ version }, { status: 202 });
}
