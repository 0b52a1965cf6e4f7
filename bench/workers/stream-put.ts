type Env = { readonly BUCKET: R2Bucket };

/**
 * The least that a Worker can do with a large value: the body flows into R2 as it comes. R2 wants a
 * length in advance, so callers say it in a header of their own where `Content-Length` is missing.
 */
export default {
  async fetch(request, env) {
    const sizeBytes = Number(request.headers.get("Value-Bytes"));
    const { readable, writable } = new FixedLengthStream(sizeBytes);
    const stored = env.BUCKET.put(new URL(request.url).pathname, readable);
    await Promise.all([request.body?.pipeTo(writable), stored]);
    return Response.json({ success: true }, { status: 202 });
  },
} satisfies ExportedHandler<Env>;
