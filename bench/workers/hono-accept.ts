import { Hono } from "hono";

/**
 * The emulated calls that accepting a write needs, and nothing else: the send that its receipt waits
 * for, and behind the answer the mark that keeps the old value out of the edge cache.
 */
const app = new Hono<{ Bindings: { readonly QUEUE: Queue } }>();

app.put("/v1/kv/default/:key", async (context) => {
  const key = context.req.param("key");
  const message = { key, value: await context.req.text() };
  await context.env.QUEUE.send(message, { contentType: "json" });
  context.executionCtx.waitUntil(mark(key));
  return context.json({ success: true }, 202);
});

async function mark(key: string): Promise<void> {
  const cache = await caches.open("marks");
  const headers = { "Cache-Control": "max-age=120" };
  await cache.put(
    `https://marks.invalid/${encodeURIComponent(key)}`,
    new Response(null, { headers }),
  );
}

export default app;
