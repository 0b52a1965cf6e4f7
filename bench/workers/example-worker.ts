/**
 * Cloudflare's queue example with KV behind it: a request sends a message, the consumer writes one
 * put per message (https://developers.cloudflare.com/queues/get-started/). It counts its puts.
 */

type Message = { readonly key: string; readonly value: string };
type Env = { readonly KV: KVNamespace; readonly QUEUE: Queue<Message> };

let puts = 0;

export default {
  async fetch(request, env) {
    if (request.method === "GET") return Response.json({ puts });
    await env.QUEUE.send(await request.json());
    return Response.json({ success: true }, { status: 202 });
  },
  async queue(batch, env) {
    for (const message of batch.messages) {
      await env.KV.put(message.body.key, message.body.value);
      puts += 1;
    }
  },
} satisfies ExportedHandler<Env, Message>;
