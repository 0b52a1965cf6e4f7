import type { SluiceKV } from "../../../producer/index.ts";
import { feedThroughSluice } from "./after.ts";
import { addToSharedList, feedByHand, rebuildList } from "./before.ts";
import { Comment, NewComment } from "./comment.ts";
import type { Feed } from "./feed.ts";

type Env = {
  readonly DIRECT: KVNamespace;
  readonly LIST_LENGTH: number;
  readonly KV: Service<SluiceKV> & KVNamespace;
};

/**
 * `GET /<before|after>` is the list, `POST /<way>` a new comment, `PUT /<way>` one that the bot has
 * processed, `DELETE /<way>/<id>` takes one away. `POST /before/rebuild` is the timer of the old way,
 * `POST /before/shared` adds a comment to the list that came before that.
 */
export default {
  async fetch(request, env) {
    const [, way, name = ""] = new URL(request.url).pathname.split("/");
    try {
      if (request.method === "POST" && way === "before" && name !== "") {
        return await keepLists(env, request, name);
      }
      const feed = way === "before" ? feedByHand(env.DIRECT) : feedThroughSluice(env.KV);
      return await answer(feed, request, name);
    } catch (error) {
      return new Response(error instanceof Error ? error.message : "failed", { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;

async function keepLists(env: Env, request: Request, name: string): Promise<Response> {
  if (name === "rebuild") await rebuildList(env.DIRECT, env.LIST_LENGTH);
  else await addToSharedList(env.DIRECT, Comment.parse(await request.json()));
  return new Response(null, { status: 204 });
}

async function answer(feed: Feed, request: Request, id: string): Promise<Response> {
  switch (request.method) {
    case "GET":
      return new Response(await feed.list(), { headers: { "Content-Type": "application/json" } });
    case "POST":
      return post(feed, NewComment.safeParse(await request.json()));
    case "PUT":
      return process(feed, Comment.safeParse(await request.json()));
    case "DELETE":
      await feed.remove(id);
      return new Response(null, { status: 204 });
    default:
      return new Response(null, { status: 405 });
  }
}

async function post(feed: Feed, given: ReturnType<typeof NewComment.safeParse>): Promise<Response> {
  if (!given.success) return refused(given.error.message);
  const timestamp = Date.now();
  const id = `${timestamp}-${crypto.randomUUID().slice(0, 8)}`;
  const comment: Comment = { id, timestamp, text: given.data.text, processed: false };
  await feed.post(comment);
  return Response.json(comment, { status: 202 });
}

async function process(feed: Feed, given: ReturnType<typeof Comment.safeParse>): Promise<Response> {
  if (!given.success) return refused(given.error.message);
  const isFound = await feed.process(given.data);
  return new Response(null, { status: isFound ? 202 : 404 });
}

const refused = (detail: string): Response => new Response(detail, { status: 422 });
