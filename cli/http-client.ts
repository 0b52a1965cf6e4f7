import * as z from "zod/mini";
import { checkAgainst } from "../shared/check-against.ts";
import { ok, type Result } from "../shared/result.ts";
import { type Connection, errorCode } from "./connection.ts";
import { type Failure, fail } from "./failure.ts";
import { CHECK_PRODUCER, refusal } from "./refusal.ts";
import type { HttpRequest, World } from "./world.ts";

export type Call = {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Already encoded, see `kvPath`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
};

export type HttpClient = {
  /** The answer as it comes, whatever its status. */
  readonly exchange: (call: Call) => Promise<Result<Response, Failure>>;
  /** The answer as it comes; anything but 2xx is a failure in the producer's own words. */
  readonly send: (call: Call) => Promise<Result<Response, Failure>>;
  /** The answer's JSON, parsed. */
  readonly sendForJson: <T extends z.core.$ZodType>(
    call: Call,
    schema: T,
  ) => Promise<Result<z.infer<T>, Failure>>;
};

export function createHttpClient(world: World, connection: Connection): HttpClient {
  const exchange = (call: Call): Promise<Result<Response, Failure>> =>
    world
      .fetch(callUrl(connection, call), toRequest(world, connection, call))
      .then(ok, (error: unknown) => lostCall(world, connection, error));
  const send = async (call: Call): Promise<Result<Response, Failure>> => {
    const answer = await exchange(call);
    if (!answer.ok || answer.value.ok) return answer;
    return refusal(answer.value);
  };
  return {
    exchange,
    send,
    sendForJson: async (call, schema) => {
      const answer = await send(call);
      if (!answer.ok) return answer;
      const text = await answer.value
        .text()
        .then(ok, (error: unknown) => lostCall(world, connection, error));
      return text.ok ? parseAnswer(call, text.value, schema) : text;
    },
  };
}

/** The path of a key: one segment, whatever the key holds. */
export const kvPath = (namespace: string, key: string): string =>
  `/v1/kv/${encodeURIComponent(namespace)}/${encodeURIComponent(key)}`;

/** A call with a JSON body. */
export const postJson = (path: string, body: object): Call => ({
  method: "POST",
  path,
  headers: { "Content-Type": "application/json" },
  body: new TextEncoder().encode(JSON.stringify(body)),
});

/** What to say when no answer came, or only a part of one. */
function lostCall(world: World, connection: Connection, error: unknown) {
  if (world.interruption.aborted) {
    return fail("interrupted", "Interrupted.", {
      details: ["A request that was under way may still take effect."],
    });
  }
  return fail("unreachable", `Could not reach ${connection.baseUrl} (${errorCode(error)}).`, {
    details: ["Expected a Sluice producer to answer there."],
    next: "start one with `npm start`, or set SLUICE_URL",
  });
}

function callUrl(connection: Connection, call: Call): string {
  const given = Object.entries(call.query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const query = new URLSearchParams(given).toString();
  return connection.baseUrl + call.path + (query === "" ? "" : `?${query}`);
}

function toRequest(world: World, connection: Connection, call: Call): HttpRequest {
  return {
    method: call.method,
    headers: { ...call.headers, Authorization: `Bearer ${connection.token}` },
    ...(call.body === undefined ? {} : { body: call.body, duplex: "half" }),
    // Following a redirect would carry the token to wherever it points.
    redirect: "manual",
    signal: world.interruption,
  };
}

function parseAnswer<T extends z.core.$ZodType>(
  call: Call,
  text: string,
  schema: T,
): Result<z.infer<T>, Failure> {
  const parsed = parseJson(text);
  const checked = parsed.ok ? checkAgainst(schema, parsed.value) : null;
  if (checked?.ok === true) return checked;
  return fail("failure", `The answer to ${call.method} ${call.path} was not understood.`, {
    details:
      checked === null
        ? ["Expected JSON."]
        : z.prettifyError({ issues: checked.error }).split("\n").slice(0, 6),
    next: CHECK_PRODUCER,
  });
}

function parseJson(text: string): Result<unknown, null> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return { ok: false, error: null };
  }
}
