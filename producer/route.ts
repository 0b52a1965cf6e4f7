import type * as z from "zod/mini";
import type { Result } from "../shared/result.ts";
import type { Scope, Token } from "./auth/token.ts";
import type { Health } from "./health.ts";
import { checkQuery, NoQuery, parseQuery } from "./http/query.ts";
import type { Services } from "./ports.ts";
import type { Problem } from "./problems.ts";

export type Method = "GET" | "PUT" | "POST" | "DELETE";

/** Runs on after the response; its failure is reported. */
export type Background = (task: Promise<void>) => void;

/** A request that was let in: its caller may name the keys of its path. */
export type Call = {
  readonly request: Request;
  readonly services: Services;
  readonly caller: Token;
  /** Decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly background: Background;
};

export type Exchange<Path extends string, Query extends z.core.$ZodType = typeof NoQuery> = Omit<
  Call,
  "path"
> & {
  readonly path: Readonly<Record<ParameterOf<Path>, string>>;
  readonly query: z.output<Query>;
};

/** Names of the parameters of a path pattern: "namespace" | "key" of "/v1/kv/:namespace/:key". */
export type ParameterOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterOf<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** A request header and what it may say. */
type HeaderSpec = { readonly description: string };

export type BodySpec =
  | { readonly kind: "none" }
  | { readonly kind: "bytes"; readonly description: string }
  /** Raw bytes, or a form whose parts are the members of `form`. */
  | {
      readonly kind: "bytes-or-form";
      readonly description: string;
      readonly form: z.core.$ZodType;
    }
  | {
      readonly kind: "json";
      readonly schema: z.core.$ZodType;
      /** An empty body counts as an object without members. */
      readonly mayBeAbsent?: true;
    };

export type AnswerSpec = {
  readonly description: string;
  /** Absent for bytes and empty bodies. */
  readonly schema?: z.core.$ZodType;
};

type Described = {
  /** Unique; names the operation in documents and events. */
  readonly name: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly query: z.core.$ZodType;
  readonly headers: Readonly<Record<string, HeaderSpec>>;
  readonly body: BodySpec;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
};

export type PublicRoute = Described & {
  readonly access: "public";
  readonly respond: (health: Health) => Response;
};

export type ScopedRoute = Described & {
  readonly access: Scope;
  readonly respond: (call: Call) => Promise<Response | Problem>;
};

/** A route as data: mounted, guarded, tested and documented from here. */
export type Route = PublicRoute | ScopedRoute;

/** What of a route stands in its type, so that clients are typed by the routes themselves. */
export type RouteShape = Pick<
  Described,
  "method" | "path" | "query" | "headers" | "body" | "answers"
>;

/** Ties a handler to the types of its path and query. */
export function defineRoute<
  const Verb extends Method,
  const Path extends string,
  const Answers extends RouteShape["answers"],
  Query extends z.core.$ZodType = typeof NoQuery,
  const Headers extends RouteShape["headers"] = NoHeaders,
  const Body extends BodySpec = NoBody,
>(spec: {
  readonly name: string;
  readonly method: Verb;
  readonly path: Path;
  readonly access: Scope;
  readonly summary: string;
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  readonly answers: Answers;
  readonly handle: (exchange: Exchange<Path, Query>) => Promise<Response | Problem>;
}): DefinedRoute<{
  readonly method: Verb;
  readonly path: Path;
  readonly query: Query;
  readonly headers: Headers;
  readonly body: Body;
  readonly answers: Answers;
}> {
  // Absent means none, for the types as well.
  const {
    handle,
    query: schema = NoQuery as z.core.$ZodType as Query,
    headers = {} as Headers,
    body = { kind: "none" } as Body,
    ...described
  } = spec;
  return {
    ...described,
    query: schema,
    headers,
    body,
    async respond(call) {
      const query = queryOf(call.request, schema);
      if (!query.ok) return query.error;
      // The mounting matched this very pattern, so each of its parameters is there.
      const path = call.path as Exchange<Path, Query>["path"];
      return handle({ ...call, path, query: query.value });
    },
  };
}

type DefinedRoute<Shape extends RouteShape> = Omit<ScopedRoute, keyof RouteShape> & Shape;

type NoHeaders = Readonly<Record<never, never>>;
type NoBody = { readonly kind: "none" };

function queryOf<Query extends z.core.$ZodType>(
  request: Request,
  schema: Query,
): Result<z.output<Query>, Problem> {
  const given = parseQuery(request.url);
  return given.ok ? checkQuery(schema, given.value) : given;
}
