import type { SluiceKV } from "../../../producer/index.ts";
import { storeThroughSluice } from "./after.ts";
import { storeWithRetries } from "./before.ts";
import type { VideoStore } from "./video-store.ts";

type Env = {
  readonly DIRECT: KVNamespace;
  readonly KV: Service<SluiceKV> & KVNamespace;
};

let arrivals = 0;

/**
 * `POST /<before|after>/<store|refresh|publish>/<name>`; the body is the revision or version. `order` of
 * the answer ascends as the writes came: by Sluice's version, and without it by arrival.
 */
export default {
  async fetch(request, env) {
    const [, way, act, name] = new URL(request.url).pathname.split("/");
    if (request.method !== "POST" || act === undefined || name === undefined) return notFound();
    const body = await request.text();
    const arrival = String(++arrivals).padStart(12, "0");
    const store = way === "before" ? storeWithRetries(env.DIRECT) : storeThroughSluice(env.KV);
    const write = writeOf(store, act, name, body);
    if (write === null) return notFound();
    try {
      return Response.json({ order: (await write()) ?? arrival });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return Response.json({ order: arrival, error: detail }, { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;

function writeOf(
  store: VideoStore,
  act: string,
  name: string,
  body: string,
): (() => Promise<string | null>) | null {
  switch (act) {
    case "store":
      return () => store.store(name, body);
    case "refresh":
      return () => store.refresh(name);
    case "publish":
      return () => store.publish(name, body);
    default:
      return null;
  }
}

const notFound = (): Response => new Response("not found", { status: 404 });
