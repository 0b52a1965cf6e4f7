import { Hono } from "hono";

/** The least that a Worker can do with a write: a route, the body, a put. */
const app = new Hono<{ Bindings: { readonly KV: KVNamespace } }>();

app.put("/v1/kv/default/:key", async (context) => {
  await context.env.KV.put(context.req.param("key"), await context.req.arrayBuffer());
  return context.json({ success: true });
});

export default app;
