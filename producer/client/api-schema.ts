import type { Hono } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import type * as z from "zod/mini";
import type { ParameterOf, RouteShape } from "../route.ts";
import type { RouteTable } from "../routes.ts";

/** The app as its routes declare it: what `hc` reads paths, parameters, bodies and answers from. */
export type SluiceApp = Hono<object, ApiSchema<RouteTable[number]>, "/">;

type ApiSchema<Route extends RouteShape> = {
  [Path in Route["path"]]: {
    [At in Extract<
      Route,
      { readonly path: Path }
    > as `$${Lowercase<At["method"]>}`]: EndpointOf<At>;
  };
};

/** One member per declared status, so that a status tells the type of its body. */
type EndpointOf<Route extends RouteShape> = {
  [Status in StatusCode & keyof Route["answers"]]: AnswerOf<Route["answers"][Status]> & {
    readonly input: InputOf<Route>;
    readonly status: Status;
  };
}[StatusCode & keyof Route["answers"]];

type AnswerOf<Answer> = Answer extends { readonly schema: infer Schema extends z.core.$ZodType }
  ? { readonly output: z.output<Schema>; readonly outputFormat: "json" }
  : { readonly output: unknown; readonly outputFormat: "body" };

type InputOf<Route extends RouteShape> = ParamInput<ParameterOf<Route["path"]>> &
  QueryInput<z.input<Route["query"]>> &
  HeaderInput<keyof Route["headers"] & string> &
  BodyInput<Route["body"]>;

type ParamInput<Name extends string> = [Name] extends [never]
  ? unknown
  : { readonly param: Readonly<Record<Name, string>> };

/** A query without members has an index signature in zod's types. */
type QueryInput<Query> = string extends keyof Query
  ? unknown
  : Record<never, never> extends Query
    ? { readonly query?: Query }
    : { readonly query: Query };

type HeaderInput<Name extends string> = [Name] extends [never]
  ? unknown
  : { readonly header?: Readonly<Partial<Record<Name, string>>> };

type BodyInput<Body> = Body extends { readonly kind: "json"; readonly schema: infer Schema }
  ? Body extends { readonly mayBeAbsent: true }
    ? { readonly json?: z.input<Schema> }
    : { readonly json: z.input<Schema> }
  : Body extends { readonly kind: "bytes" | "bytes-or-form" }
    ? { readonly body: NonNullable<RequestInit["body"]> }
    : unknown;
