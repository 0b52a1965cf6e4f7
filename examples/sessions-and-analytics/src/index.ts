import { isKind, KINDS, type KindName } from "./kinds.ts";
import { type Env, memoryCounts, storeOf } from "./store.ts";

/**
 * `POST /login` (the body is the session's id), then `GET`, `PUT` and `DELETE /<kind>/<name>` with the
 * header `Session`, and `GET /api/kv-metrics`. No request flushes anything: a write that is answered is
 * durably queued.
 */
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/kv-metrics") return Response.json(memoryCounts());
    if (pathname === "/login") return login(request, env);
    const [, kind, name] = pathname.split("/");
    if (!isKind(kind) || name === undefined) return new Response("not found\n", { status: 404 });
    if (!(await hasSession(request, env))) return new Response("log in\n", { status: 401 });
    return answer(request, env, kind, name);
  },
} satisfies ExportedHandler<Env>;

const SESSION_SECONDS = 86_400;

async function login(request: Request, env: Env): Promise<Response> {
  const { prefix, priority } = KINDS.session;
  const id = await request.text();
  const options = { priority, expirationTtl: SESSION_SECONDS };
  const receipt = await storeOf(env).put(prefix + id, `${id} has logged in`, options);
  return Response.json(receipt, { status: 202 });
}

/** Each request reads the session; most are answered from the memory of the isolate. */
async function hasSession(request: Request, env: Env): Promise<boolean> {
  const id = request.headers.get("Session");
  return id !== null && (await storeOf(env).get(KINDS.session.prefix + id)) !== null;
}

async function answer(request: Request, env: Env, kind: KindName, name: string): Promise<Response> {
  const { prefix, priority } = KINDS[kind];
  const kv = storeOf(env);
  const key = prefix + name;
  switch (request.method) {
    case "GET": {
      const value = await kv.get(key);
      return value === null ? new Response("none\n", { status: 404 }) : new Response(value);
    }
    case "PUT": {
      const receipt = await kv.put(key, await request.text(), { priority });
      return Response.json(receipt, { status: 202 });
    }
    case "DELETE":
      return Response.json(await kv.delete(key, { priority }), { status: 202 });
    default:
      return new Response("expected GET, PUT or DELETE\n", { status: 405 });
  }
}
