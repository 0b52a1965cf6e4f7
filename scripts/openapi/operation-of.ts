import { ProblemDocument } from "../../producer/problems.ts";
import type { AnswerSpec, Route } from "../../producer/route.ts";
import { REDIRECTS } from "../../producer/sources/redirects.ts";
import { curlOf } from "./curl-of.ts";
import type { Answer, Content, Operation, RequestBody } from "./document.ts";
import { parametersOf } from "./parameters-of.ts";
import { sampleRequest } from "./sample-request.ts";
import { SAMPLES } from "./samples.ts";
import type { SchemaBook } from "./schema-book.ts";
import { tagOf } from "./tags.ts";

/** A route as OpenAPI describes it. */
export function operationOf(route: Route, book: SchemaBook): Operation {
  const requestBody = requestBodyOf(route, book);
  const answers = Object.entries(route.answers);
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [tagOf(route)],
    security: route.access === "public" ? [] : [{ token: [route.access] }],
    parameters: parametersOf(route, book),
    ...(requestBody === null ? {} : { requestBody }),
    responses: Object.fromEntries(
      answers.map(([status, answer]) => [status, answerOf(route, Number(status), answer, book)]),
    ),
    "x-codeSamples": [
      {
        lang: "sh",
        source: curlOf(sampleRequest(route), route.access === "public" ? "public" : "token"),
      },
    ],
  };
}

function requestBodyOf(route: Route, book: SchemaBook): RequestBody | null {
  const { body } = route;
  switch (body.kind) {
    case "none":
      return null;
    case "bytes":
      // An empty value is one, too.
      return { description: bytesOf(route, body), required: false, content: { "*/*": {} } };
    case "bytes-or-form": {
      const schema = book.write(body.form, route.name, "text");
      const content = { "*/*": {}, "multipart/form-data": { schema } };
      return { description: bytesOf(route, body), required: false, content };
    }
    case "json": {
      const sample = SAMPLES[route.name]?.body;
      const example = sample !== undefined && "json" in sample ? { example: sample.json } : {};
      const schema = book.write(body.schema, route.name, "text");
      return {
        description: "JSON in UTF-8.",
        required: body.mayBeAbsent !== true,
        content: { "application/json": { schema, ...example } },
      };
    }
  }
}

function bytesOf(route: Route, { description }: { readonly description: string }): string {
  const type = route.headers["Content-Type"];
  return type === undefined ? description : `${description} Content-Type: ${type.description}`;
}

function answerOf(route: Route, status: number, answer: AnswerSpec, book: SchemaBook): Answer {
  const content = contentOf(route, status, answer, book);
  return { description: answer.description, ...(content === null ? {} : { content }) };
}

const WITHOUT_BODY: readonly number[] = [204, ...REDIRECTS, 304];

function contentOf(
  route: Route,
  status: number,
  { schema }: AnswerSpec,
  book: SchemaBook,
): Content | null {
  if (schema === undefined) return WITHOUT_BODY.includes(status) ? null : { "*/*": {} };
  const mediaType = schema === ProblemDocument ? "application/problem+json" : "application/json";
  return { [mediaType]: { schema: book.write(schema, route.name, "text") } };
}
