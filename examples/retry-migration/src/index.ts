import type { SluiceKV } from "../../../producer/index.ts";
import { storeThroughSluice } from "./after.ts";
import { storeWithRetries } from "./before.ts";
import type { Kept, VideoStore } from "./video-store.ts";

type Env = {
  readonly DIRECT: KVNamespace;
  readonly KV: Service<SluiceKV> & KVNamespace;
};

/** `POST /<before|after>/<store|refresh|publish>/<name>`; the body is the revision or version. */
export default {
  async fetch(request, env) {
    const [, way, act, name] = new URL(request.url).pathname.split("/");
    const store = way === "before" ? storeWithRetries(env.DIRECT) : storeThroughSluice(env.KV);
    if (request.method !== "POST" || act === undefined || name === undefined) return notFound();
    try {
      const kept = await perform(store, act, name, await request.text());
      return kept === null ? notFound() : Response.json(kept);
    } catch (error) {
      return Response.json({ error: error instanceof Error ? error.message : "" }, { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;

async function perform(
  store: VideoStore,
  act: string,
  name: string,
  body: string,
): Promise<Kept | null> {
  switch (act) {
    case "store":
      return store.store(name, body);
    case "refresh":
      return store.refresh(name);
    case "publish":
      return store.publish(name, body);
    default:
      return null;
  }
}

const notFound = (): Response => new Response("not found", { status: 404 });
