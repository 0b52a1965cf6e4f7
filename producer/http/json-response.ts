/** An answer of the API itself: never cached, never sniffed. */
export function jsonResponse(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();
