import type { Route } from "../../producer/route.ts";
import type { JsonSchema, Parameter } from "./document.ts";
import { noteOf } from "./notes.ts";
import type { SchemaBook } from "./schema-book.ts";

/** What OpenAPI describes elsewhere: in the body and in the security scheme. */
const DESCRIBED_ELSEWHERE = ["content-type", "authorization"];

/** The parameters of a route: those of its path, its query and its headers. */
export function parametersOf(route: Route, book: SchemaBook): readonly Parameter[] {
  return [...pathParameters(route), ...queryParameters(route, book), ...headerParameters(route)];
}

const pathNames = (path: string): readonly string[] =>
  [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? "");

const pathParameters = (route: Route): readonly Parameter[] =>
  pathNames(route.path).map((name) => ({
    name,
    in: "path",
    required: true,
    description: noteOf("path", name) ?? "",
    schema: { type: "string", minLength: 1 },
  }));

function queryParameters(route: Route, book: SchemaBook): readonly Parameter[] {
  const { properties = {}, required = [] } = book.write(route.query, route.name, "meaning") as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description: _, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    description: noteOf(route.name, name) ?? "",
    schema,
  }));
}

const headerParameters = (route: Route): readonly Parameter[] =>
  Object.entries(route.headers)
    .filter(([name]) => !DESCRIBED_ELSEWHERE.includes(name.toLowerCase()))
    .map(([name, { description }]) => ({
      name,
      in: "header",
      required: false,
      description,
      schema: { type: "string" },
    }));
