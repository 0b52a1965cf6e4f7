import { err, ok, type Result } from "../../shared/result.ts";
import { detailOf } from "../events.ts";
import type { OriginFailure, OriginReply, OriginRequest, Origins } from "../sources/origins.ts";

type Fetch = (request: Request) => Promise<Response>;

/** Sources over the network, or behind service bindings of the environment. */
export const originsOf = (env: Readonly<Record<string, unknown>>): Origins => ({
  get: ({ binding, timeoutMs }, request) => ask(fetchOf(env, binding), request, timeoutMs),
});

function fetchOf(env: Readonly<Record<string, unknown>>, binding: string | undefined): Fetch {
  if (binding === undefined) return (request) => fetch(request);
  const service = env[binding] as Fetcher | undefined;
  if (service === undefined) throw new Error(`the source's binding ${binding} is gone`);
  return (request) => service.fetch(request);
}

async function ask(
  send: Fetch,
  { url, headers }: OriginRequest,
  timeoutMs: number,
): Promise<Result<OriginReply, OriginFailure>> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), timeoutMs);
  try {
    const { signal } = silence;
    // Where a redirect leads is the source's word, not the configuration's.
    const reply = await send(new Request(url, { headers, redirect: "manual", signal }));
    const body = reply.body === null ? null : untilSilent(reply.body, silence, timeoutMs);
    return ok({ status: reply.status, headers: reply.headers, body });
  } catch (error) {
    if (silence.signal.aborted) {
      return err({ kind: "timeout", detail: `no answer within ${timeoutMs} ms` });
    }
    return err({ kind: "unreachable", detail: detailOf(error) });
  } finally {
    clearTimeout(timer);
  }
}

/** Only the source's own time counts: a reader may take as long as it likes. */
function untilSilent(
  body: ReadableStream<Uint8Array>,
  silence: AbortController,
  timeoutMs: number,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const timer = setTimeout(() => silence.abort(), timeoutMs);
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } finally {
          clearTimeout(timer);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
