import type { Route } from "../../producer/route.ts";
import { curlOf } from "./curl-of.ts";
import type { ApiDocument, Operation, PathItem } from "./document.ts";
import { NAMED_SCHEMAS } from "./named-schemas.ts";
import { noteOf } from "./notes.ts";
import { operationOf } from "./operation-of.ts";
import type { PublicFile } from "./public-files.ts";
import { createSchemaBook } from "./schema-book.ts";
import { TAGS, tagOf } from "./tags.ts";

/** The whole API as an OpenAPI document: the routes of the Worker and the files beside it. */
export function apiDocument(
  routes: readonly Route[],
  files: readonly PublicFile[],
  version: string,
): ApiDocument {
  const book = createSchemaBook(NAMED_SCHEMAS, noteOf);
  const operations = [
    ...routes.map((route) => ({ ...route, operation: operationOf(route, book) })),
    ...files.map((file) => ({ method: "GET", path: file.path, operation: fileOperation(file) })),
  ];
  const used = new Set(operations.flatMap(({ operation }) => operation.tags));
  return {
    openapi: "3.1.1",
    info: {
      title: "Sluice",
      version,
      summary: "The write pipeline that Workers KV lacks.",
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "The producer that serves this document." }],
    tags: TAGS.filter((tag) => used.has(tag.name)),
    paths: pathsOf(operations),
    components: { schemas: book.schemas(), securitySchemes: { token: TOKEN } },
  };
}

const DESCRIPTION = [
  "A 202 means that the write is durably queued; it is in KV about a second later.",
  "Of many writes of one key the newest reaches KV.",
  "Refusals are problems (RFC 9457) with a stable `type`.",
  "Besides the answers named here, a path that is no route answers 404,",
  "a method that a route does not take 405, and a defect 500.",
].join(" ");

const TOKEN = {
  type: "http",
  scheme: "bearer",
  description:
    "`Authorization: Bearer slc_<id>_<secret>`; the words beside it are the scopes that a token needs.",
};

type Placed = {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
};

function pathsOf(operations: readonly Placed[]): ApiDocument["paths"] {
  const paths = new Map<string, PathItem>();
  for (const { method, path, operation } of operations) {
    const template = templateOf(path);
    paths.set(template, { ...paths.get(template), [method.toLowerCase()]: operation });
  }
  return Object.fromEntries(paths);
}

/** `/v1/kv/:namespace` is `/v1/kv/{namespace}` here. */
const templateOf = (path: string): string => path.replace(/:(\w+)/g, "{$1}");

function fileOperation({ name, path, summary, mediaType }: PublicFile): Operation {
  const request = { method: "GET", url: path, headers: {}, body: null };
  return {
    operationId: name,
    summary,
    tags: [tagOf({ path, access: "public" })],
    security: [],
    parameters: [],
    responses: { 200: { description: summary, content: { [mediaType]: {} } } },
    "x-codeSamples": [{ lang: "sh", source: curlOf(request, "public") }],
  };
}
