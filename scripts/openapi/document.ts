/** JSON Schema 2020-12, as far as anybody here looks into it. */
export type JsonSchema = { readonly [member: string]: unknown };

export type Parameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
};

/** Media type → what it holds; `{}` is bytes. */
export type Content = Readonly<Record<string, MediaType>>;

export type MediaType = { readonly schema?: JsonSchema; readonly example?: unknown };

export type RequestBody = {
  readonly description: string;
  readonly required: boolean;
  readonly content: Content;
};

export type Answer = { readonly description: string; readonly content?: Content };

export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  /** A bearer token with these scopes; empty when the operation is public. */
  readonly security: readonly { readonly token: readonly string[] }[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBody;
  readonly responses: Readonly<Record<string, Answer>>;
  readonly "x-codeSamples": readonly { readonly lang: string; readonly source: string }[];
};

export type PathItem = Readonly<Record<string, Operation>>;

/** The part of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html) that the API needs. */
export type ApiDocument = {
  readonly openapi: "3.1.1";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
};
