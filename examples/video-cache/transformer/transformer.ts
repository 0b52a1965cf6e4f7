import { COUNTS_PATH, LARGE_BYTES } from "./known-videos.ts";

const calls = new Map<string, number>();

/** Answers with made-up bytes that tell the variants apart, and counts how often each was made. */
export default {
  fetch(request) {
    const { pathname, search } = new URL(request.url);
    if (pathname === COUNTS_PATH) return Response.json(Object.fromEntries(calls));
    const asked = pathname + search;
    calls.set(asked, (calls.get(asked) ?? 0) + 1);
    switch (pathname) {
      case "/videos/moved.mp4":
        return Response.redirect("https://media.example.com/videos/sample.mp4", 302);
      case "/videos/missing.mp4":
        return new Response("no such video", { status: 404 });
      case "/videos/broken.mp4":
        return new Response("out of order", { status: 500 });
      case "/videos/large.mp4":
        return video(largeBytes());
      default:
        return video(Uint8Array.from(new TextEncoder().encode(`transformed ${asked}`)));
    }
  },
} satisfies ExportedHandler;

const largeBytes = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: LARGE_BYTES }, (_, index) => (index * 7 + (index >> 8)) % 256);

const video = (bytes: Uint8Array<ArrayBuffer>): Response =>
  new Response(bytes, {
    headers: { "Content-Type": "video/mp4", "Content-Length": String(bytes.byteLength) },
  });
