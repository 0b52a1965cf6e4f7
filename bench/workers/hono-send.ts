import { Hono } from "hono";

/** The least that a Worker can do to queue a write: a route, the body, a send. */
const app = new Hono<{ Bindings: { readonly QUEUE: Queue } }>();

app.put("/v1/kv/default/:key", async (context) => {
  await context.env.QUEUE.send({ key: context.req.param("key"), value: await context.req.text() });
  return context.json({ success: true }, 202);
});

export default app;
