import { hc } from "hono/client";
import { isDotSegment } from "../../shared/dot-segment.ts";
import type { SluiceApp } from "./api-schema.ts";

export type SluiceClient = ReturnType<typeof hc<SluiceApp>>;

export type ClientOptions = {
  /** Sends the requests in place of the global `fetch`: that of a service binding, or a test's. */
  readonly fetch?: (url: string, init: RequestInit) => Response | Promise<Response>;
};

/**
 * Hono's client for the routes of the producer, with their types. `hc` puts path parameters into the
 * URL as they are; here they are encoded, so that every key names itself. Raw values go into `body`.
 * A parameter that no URL can carry throws before anything is sent.
 */
export function createSluiceClient(
  baseUrl: string,
  token: string,
  options: ClientOptions = {},
): SluiceClient {
  const client = hc<SluiceApp>(baseUrl, {
    headers: { Authorization: `Bearer ${token}` },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch as typeof fetch }),
  });
  return preparing(client);
}

type Given = {
  readonly param?: Readonly<Record<string, string>>;
  readonly body?: Body;
};

type Body = NonNullable<RequestInit["body"]>;

type CallOptions = { readonly init?: RequestInit };

/** The client, with what every call of it is given prepared before `hc` sees it. */
function preparing<Target extends object>(target: Target): Target {
  return new Proxy(target, {
    get: (inner, name) => {
      const value: unknown = Reflect.get(inner, name);
      return typeof value === "function" ? preparing(value) : value;
    },
    apply: (inner, self, [given = {}, options]: [Given?, CallOptions?]) =>
      Reflect.apply(inner as unknown as () => unknown, self, prepare(given, options)),
  });
}

function prepare({ body, ...given }: Given, options: CallOptions = {}) {
  const args = given.param === undefined ? given : { ...given, param: encodeAll(given.param) };
  return body === undefined
    ? [args, options]
    : [args, { ...options, init: withBody(options, body) }];
}

const encodeAll = (parameters: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, encodeParameter(name, value)]),
  );

function encodeParameter(name: string, value: string): string {
  // URL parsers resolve these two, encoded or not, and nothing at all would be another route.
  if (value === "" || isDotSegment(value)) {
    throw new RangeError(
      `The ${name} "${value}" cannot stand in a URL; Workers KV refuses it, too.`,
    );
  }
  return encodeURIComponent(value);
}

/** Node's fetch asks for `duplex` with a stream; others do not mind it. */
function withBody({ init }: CallOptions, body: Body): RequestInit & { readonly duplex?: "half" } {
  return { ...init, body, ...(body instanceof ReadableStream ? { duplex: "half" } : {}) };
}
