import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { ProblemDocument } from "../../../producer/problems.ts";
import { routes } from "../../../producer/routes.ts";
import { apiDocument } from "../../../scripts/openapi/api-document.ts";
import type { Operation } from "../../../scripts/openapi/document.ts";
import { PUBLIC_FILES } from "../../../scripts/openapi/public-files.ts";
import { sampleRequest } from "../../../scripts/openapi/sample-request.ts";
import { memberNames } from "../../support/member-names.ts";
import { ProducerRig } from "../../support/producer-rig.ts";

const document = apiDocument(routes, PUBLIC_FILES, "1.2.3");

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    title: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);

const bracketed = (path: string): string => path.replace(/:([a-z]+)/gi, "{$1}");

function operationOf(title: string): Operation {
  const found = operations.find((candidate) => candidate.title === title);
  if (found === undefined) throw new Error(`the document lacks ${title}`);
  return found.operation;
}

const namesIn = (operation: Operation, place: string): readonly string[] =>
  operation.parameters.filter((one) => one.in === place).map((one) => one.name);

describe("the API document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe("3.1");
  });

  it("refers to nothing that it does not have", () => {
    const referred = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)];
    const names = new Set(referred.map((match) => match[1]));
    expect(names.size).toBeGreaterThan(0);
    const known = Object.keys(document.components.schemas);
    expect(new Set(known.map((name) => `#/components/schemas/${name}`))).toEqual(names);
  });

  it("has every route and every public file, and nothing else", () => {
    const expected = [
      ...routes.map((route) => `${route.method} ${bracketed(route.path)}`),
      ...PUBLIC_FILES.map((file) => `GET ${file.path}`),
    ];
    expect(operations.map(({ title }) => title).toSorted()).toEqual(expected.toSorted());
  });

  it("names every operation once", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("groups every operation under a tag that it explains", () => {
    const tags = document.tags.map((tag) => tag.name);
    for (const { operation } of operations) expect(tags).toContain(operation.tags[0]);
  });
});

describe.each(operations.map(({ title, operation }) => [title, operation] as const))(
  "%s",
  (_, operation) => {
    it("has a note for each parameter (they stand in scripts/openapi/notes.ts)", () => {
      const silent = operation.parameters.filter((one) => one.description === "");
      expect(silent.map((one) => one.name)).toEqual([]);
    });

    it("shows a command that asks for it", () => {
      expect(operation["x-codeSamples"][0]?.source).toMatch(/^curl /);
    });
  },
);

describe.each(routes.map((route) => [`${route.method} ${bracketed(route.path)}`, route] as const))(
  "the operation of %s",
  (title, route) => {
    const operation = operationOf(title);

    it("asks for the route's scope", () => {
      const expected = route.access === "public" ? [] : [{ token: [route.access] }];
      expect(operation.security).toEqual(expected);
    });

    it("takes the route's parameters and headers", () => {
      const path = [...route.path.matchAll(/:([a-z]+)/gi)].map((match) => match[1]);
      expect(namesIn(operation, "path")).toEqual(path);
      const headers = Object.keys(route.headers).filter((name) => name !== "Content-Type");
      expect(namesIn(operation, "header")).toEqual(headers);
      const query = namesIn(operation, "query");
      const known = memberNames(route.query);
      expect(query).toEqual(known);
      const asksForNone = operation.parameters.every((one) => one.in !== "query" || !one.required);
      expect(asksForNone).toBe(z.safeParse(route.query, {}).success);
    });

    it("takes the route's body", () => {
      const types = Object.keys(operation.requestBody?.content ?? {});
      const expected = {
        none: [],
        bytes: ["*/*"],
        "bytes-or-form": ["*/*", "multipart/form-data"],
        json: ["application/json"],
      };
      expect(types).toEqual(expected[route.body.kind]);
    });

    it("says whether a JSON body may be left out, as the route does", async () => {
      if (route.body.kind !== "json") return;
      const { url, method } = sampleRequest(route);
      const response = await new ProducerRig().request(url, { method });
      expect(operation.requestBody?.required).toBe(response.status === 400);
    });

    it("gives the route's answers", () => {
      expect(Object.keys(operation.responses)).toEqual(Object.keys(route.answers));
      for (const [status, { schema, description }] of Object.entries(route.answers)) {
        const answer = operation.responses[status];
        expect(answer?.description).toBe(description);
        const types = Object.keys(answer?.content ?? {});
        if (schema === undefined)
          expect(types).toEqual(["200", "206"].includes(status) ? ["*/*"] : []);
        else if (schema === ProblemDocument) expect(types).toEqual(["application/problem+json"]);
        else expect(types).toEqual(["application/json"]);
      }
    });

    it("has a sample (in scripts/openapi/samples.ts) that the route accepts", async () => {
      const { url, method, headers, body } = sampleRequest(route);
      const response = await new ProducerRig().request(url, { method, headers, body });
      // A running Sluice has other keys and ids than the sample.
      if (response.status !== 404) expect(response.status, await response.text()).toBeLessThan(300);
    });
  },
);
