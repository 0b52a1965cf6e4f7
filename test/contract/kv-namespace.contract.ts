import { beforeAll, describe, expect, it } from "vitest";
import { Filled, Streamed, TextChunks } from "../support/drop-in-caller/wire.ts";

export type NamespaceSubject = {
  /** Calls a method of the namespace; rejects with its error. */
  readonly call: (method: string, ...given: readonly unknown[]) => Promise<unknown>;
  /** Waits until every write made so far can be read. */
  readonly settled: () => Promise<void>;
};

const MAX_VALUE_BYTES = 26_214_400;
const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);

/** Values as `put` takes them, and what `get` gives back as an array buffer. */
const VALUES: readonly (readonly [string, unknown, Uint8Array | string])[] = [
  ["text", "välue ☃", "välue ☃"],
  ["an empty text", "", ""],
  ["an array buffer", bytes.slice().buffer, bytes],
  ["a view into a buffer", bytes.subarray(10, 20), bytes.subarray(10, 20)],
  ["a stream", new Streamed(bytes), bytes],
  ["a stream of text", new TextChunks(["a ", "strëam"]), "a strëam"],
  ["a number", 5, "5"],
  ["null", null, "null"],
  ["a text of 300,000 bytes", new Filled("text", 300_000), "x".repeat(300_000)],
  ["a stream of 300,000 bytes", new Filled("stream", 300_000), "x".repeat(300_000)],
];

const METADATA: readonly unknown[] = [
  { a: 1, nested: { list: [1, null] } },
  { sluice: { v: "theirs" } },
  {},
  [1, 2],
  "text",
  0,
  false,
];

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

const wire = (value: Uint8Array | string): Buffer => Buffer.from(value as string);

/**
 * What code that uses a KVNamespace relies on. The same cases run on the runtime's own namespace and
 * on whatever takes its place. The namespace is empty when they start.
 */
export function describeKvNamespaceContract(
  name: string,
  makeSubject: () => NamespaceSubject,
): void {
  describe(`${name} as a KVNamespace`, () => {
    const call = (method: string, ...given: readonly unknown[]) =>
      makeSubject().call(method, ...given);

    beforeAll(async () => {
      for (const [index, [, value]] of VALUES.entries()) await call("put", `value/${index}`, value);
      for (const [index, metadata] of METADATA.entries()) {
        await call("put", `metadata/${index}`, "m", { metadata });
      }
      await call("put", "metadata/none", "m", { metadata: null });
      await call("put", "expiring/ttl", "e", { expirationTtl: 3_600 });
      await call("put", "expiring/both", "e", { expirationTtl: 3_600, expiration: 5 });
      await call("put", "expiring/at", "e", { expiration: nowSeconds() + 7_200 });
      await call("put", "json", '{"a":[1]}', { metadata: { m: 1 } });
      await call("put", "odd/a b%2F\n🔑", "odd");
      await call("put", "overwritten", "first");
      await call("put", "deleted", "still here");
      await makeSubject().settled();
      await call("put", "overwritten", "second");
      await call("delete", "deleted");
      await makeSubject().settled();
    });

    describeReads(call);
    describeBulkReads(call);
    describeLists(call);
    describeRefusals(call);
  });
}

type Call = NamespaceSubject["call"];

function describeReads(call: Call): void {
  it.each(VALUES.map(([what, , stored], index) => [what, index, stored] as const))(
    "stores %s",
    async (_what, index, stored) => {
      const found = (await call("get", `value/${index}`, "arrayBuffer")) as ArrayBuffer;
      expect(Buffer.from(found).equals(wire(stored))).toBe(true);
    },
  );

  it("reads text, JSON, bytes and streams, named by an option or alone", async () => {
    expect(await call("get", "json")).toBe('{"a":[1]}');
    expect(await call("get", "json", "text")).toBe('{"a":[1]}');
    expect(await call("get", "json", { type: "json" })).toEqual({ a: [1] });
    expect(await call("get", "json", "json")).toEqual({ a: [1] });
    const buffer = (await call("get", "json", { type: "arrayBuffer" })) as ArrayBuffer;
    expect(Buffer.from(buffer).toString()).toBe('{"a":[1]}');
    const stream = (await call("get", "json", "stream")) as ReadableStream;
    expect(await new Response(stream).text()).toBe('{"a":[1]}');
  });

  it("passes cacheTtl on", async () => {
    expect(await call("get", "json", { type: "json", cacheTtl: 60 })).toEqual({ a: [1] });
  });

  it("answers null for a key without a value", async () => {
    expect(await call("get", "nothing here")).toBeNull();
    expect(await call("get", "nothing here", "stream")).toBeNull();
    expect(await call("getWithMetadata", "nothing here")).toEqual({
      value: null,
      metadata: null,
      cacheStatus: null,
    });
  });

  it("keeps the last of two writes, and no value after a delete", async () => {
    expect(await call("get", "overwritten")).toBe("second");
    expect(await call("get", "deleted")).toBeNull();
  });

  it("keeps keys of any characters", async () => {
    expect(await call("get", "odd/a b%2F\n🔑")).toBe("odd");
  });

  it.each(METADATA.map((metadata, index) => [JSON.stringify(metadata), index, metadata] as const))(
    "gives back the metadata %s as it was given",
    async (_text, index, metadata) => {
      const found = await call("getWithMetadata", `metadata/${index}`);
      expect(found).toEqual({ value: "m", metadata, cacheStatus: null });
    },
  );

  it("takes null for no metadata", async () => {
    expect(await call("getWithMetadata", "metadata/none")).toEqual({
      value: "m",
      metadata: null,
      cacheStatus: null,
    });
  });

  it("streams a value beside its metadata", async () => {
    const found = (await call("getWithMetadata", "json", "stream")) as {
      readonly value: ReadableStream;
      readonly metadata: unknown;
    };
    expect(await new Response(found.value).json()).toEqual({ a: [1] });
    expect(found.metadata).toEqual({ m: 1 });
  });
}

function describeBulkReads(call: Call): void {
  it("reads several keys at once", async () => {
    const texts = await call("get", ["json", "nothing here", "overwritten"]);
    expect(texts).toEqual(
      new Map([
        ["json", '{"a":[1]}'],
        ["nothing here", null],
        ["overwritten", "second"],
      ]),
    );
    expect(await call("get", ["json"], "json")).toEqual(new Map([["json", { a: [1] }]]));
  });

  it("reads several keys with their metadata", async () => {
    const found = await call("getWithMetadata", ["json", "overwritten", "nothing here"]);
    expect(found).toEqual(
      new Map([
        ["json", { value: '{"a":[1]}', metadata: { m: 1 } }],
        ["overwritten", { value: "second", metadata: null }],
        ["nothing here", null],
      ]),
    );
  });

  it("reads 100 keys at once", async () => {
    const keys = Array.from({ length: 100 }, (_, index) => `absent/${index}`);
    expect(((await call("get", keys)) as Map<string, null>).size).toBe(100);
  });
}

function describeLists(call: Call): void {
  type Page = {
    readonly keys: readonly { name: string; expiration?: number; metadata?: unknown }[];
    readonly list_complete: boolean;
    readonly cursor?: string;
  };
  const list = async (options?: object) => (await call("list", options)) as Page;

  it("lists names, metadata as it was given, and nothing else", async () => {
    const page = await list({ prefix: "metadata/" });
    expect(page).toEqual({
      keys: [
        ...METADATA.map((metadata, index) => ({ name: `metadata/${index}`, metadata })),
        { name: "metadata/none" },
      ],
      list_complete: true,
      cacheStatus: null,
    });
  });

  it("lists page by page", async () => {
    const first = await list({ prefix: "value/", limit: 6 });
    expect(first).toMatchObject({ list_complete: false, cursor: expect.any(String) });
    const second = await list({ prefix: "value/", limit: 6, cursor: first.cursor });
    expect(second).toMatchObject({ list_complete: true });
    const names = [...first.keys, ...second.keys].map(({ name }) => name);
    expect(names).toEqual(VALUES.map((_, index) => `value/${index}`));
  });

  it("lists everything without options, and takes null for none", async () => {
    const names = (await list()).keys.map(({ name }) => name);
    expect(names).toContain("overwritten");
    expect(names).not.toContain("deleted");
    const nulls = await list({ prefix: null, cursor: null, limit: 1_000 });
    expect(nulls.keys.map(({ name }) => name)).toEqual(names);
  });

  it("lists nothing where nothing is", async () => {
    expect(await list({ prefix: "no such prefix" })).toMatchObject({ keys: [] });
  });

  it("shows when values expire; of two expirations the relative one counts", async () => {
    const { keys } = await list({ prefix: "expiring/" });
    const leftSeconds = keys.map(({ expiration = 0 }) => expiration - nowSeconds());
    expect(keys.map(({ name }) => name)).toEqual(["expiring/at", "expiring/both", "expiring/ttl"]);
    // The writes lie minutes back at the most.
    for (const [index, givenSeconds] of [7_200, 3_600, 3_600].entries()) {
      expect(leftSeconds[index]).toBeLessThanOrEqual(givenSeconds + 1);
      expect(leftSeconds[index]).toBeGreaterThan(givenSeconds - 600);
    }
  });
}

/** Method, arguments, and what the namespace throws. */
type Refusal = readonly [string, readonly unknown[], string, string | RegExp];

const LONG = "é".repeat(257);
const TOO_LONG = "UTF-8 encoded length of 514 exceeds key length limit of 512.";
const VALUE_TYPES =
  "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.";
const READ_TYPES =
  'Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".';
const PAST =
  "Please specify integer greater than the current number of seconds since the UNIX epoch.";
const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);

const KEY_REFUSALS: readonly Refusal[] = (
  [
    ["get", "GET", []],
    ["getWithMetadata", "GET", []],
    ["put", "PUT", ["v"]],
    ["delete", "DELETE", []],
  ] as const
).flatMap(([method, operation, rest]): readonly Refusal[] => [
  [method, ["", ...rest], "TypeError", "Key name cannot be empty."],
  [method, [".", ...rest], "TypeError", '"." is not allowed as a key name.'],
  [method, ["..", ...rest], "TypeError", '".." is not allowed as a key name.'],
  [method, [LONG, ...rest], "Error", `KV ${operation} failed: 414 ${TOO_LONG}`],
]);

const PUT_REFUSALS: readonly Refusal[] = [
  ["put", ["k", { a: 1 }], "TypeError", VALUE_TYPES],
  ["put", ["k", [1]], "TypeError", VALUE_TYPES],
  ["put", ["k", new Date(0)], "TypeError", VALUE_TYPES],
  ["put", ["k", "v", "o"], "TypeError", /^Failed to execute 'put' .* type 'PutOptions'\.$/],
  ["put", ["k"], "TypeError", /^Failed to execute 'put' .* parameter 2 is not of type/],
  ["put", [], "TypeError", /^Failed to execute 'put' .* parameter 1 is not of type 'string'\.$/],
  ["delete", [], "TypeError", /^Failed to execute 'delete' .* parameter 1 is not of type/],
  [
    "put",
    ["k", "v", { expirationTtl: 59 }],
    "Error",
    "KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at least 60.",
  ],
  [
    "put",
    ["k", "v", { expirationTtl: "soon" }],
    "Error",
    "KV PUT failed: 400 Invalid expiration_ttl of 0. Please specify integer greater than 0.",
  ],
  [
    "put",
    ["k", "v", { expirationTtl: 2 ** 31 }],
    "TypeError",
    "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
  ],
  [
    "put",
    ["k", "v", { expiration: 1 }],
    "Error",
    `KV PUT failed: 400 Invalid expiration of 1. ${PAST}`,
  ],
  [
    "put",
    ["k", "v", { metadata: "x".repeat(1_023) }],
    "Error",
    "KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.",
  ],
  ...(["text", "bytes"] as const).map(
    (as): Refusal => [
      "put",
      ["k", new Filled(as, MAX_VALUE_BYTES + 1)],
      "Error",
      "KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.",
    ],
  ),
  [
    "put",
    ["k", new Filled("stream", MAX_VALUE_BYTES + 1)],
    "Error",
    /^KV PUT failed: 413 .*26214400/,
  ],
];

const READ_REFUSALS: readonly Refusal[] = [
  ["get", ["json", "foo"], "TypeError", READ_TYPES],
  ["getWithMetadata", ["json", { type: "foo" }], "TypeError", READ_TYPES],
  ["get", ["overwritten", "json"], "SyntaxError", /is not valid JSON$/],
  [
    "get",
    ["json", { cacheTtl: 29 }],
    "Error",
    "KV GET failed: 400 Invalid cache_ttl of 29. Cache TTL must be at least 30.",
  ],
  ["get", [[]], "Error", "KV GET_BULK failed: 400 You must request a minimum of 1 key"],
  ["get", [keys(101)], "Error", "KV GET_BULK failed: 400 You can request a maximum of 100 keys"],
  [
    "getWithMetadata",
    [keys(101)],
    "Error",
    "KV GET_BULK failed: 400 You can request a maximum of 100 keys",
  ],
  ["get", [[LONG]], "Error", `KV GET_BULK failed: 414 ${TOO_LONG}`],
  [
    "get",
    [["json"], "stream"],
    "Error",
    'KV GET_BULK failed: 400 "stream" is not a valid type. Use "json" or "text"',
  ],
  ["list", [{ prefix: LONG }], "Error", `KV GET failed: 414 ${TOO_LONG}`],
  [
    "list",
    [{ limit: 1_001 }],
    "Error",
    "KV GET failed: 400 Invalid key_count_limit of 1001. Please specify an integer less than 1000.",
  ],
  ["list", ["p"], "TypeError", /^Failed to execute 'list' .* type 'ListOptions'\.$/],
];

function describeRefusals(call: Call): void {
  const cases = [...KEY_REFUSALS, ...PUT_REFUSALS, ...READ_REFUSALS].map((refusal) => {
    const [method, given, name, message] = refusal;
    const text = JSON.stringify(given).replace(/(.)\1{9,}/g, "$1…");
    return [`${method}(${text.slice(1, -1)})`, method, given, name, message] as const;
  });

  it.each(cases)("refuses %s in KV's words", async (_text, method, given, name, message) => {
    const error = await call(method, ...given).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      name,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  it("refuses an expiration less than a minute ahead", async () => {
    const expiration = nowSeconds() + 30;
    const message = `KV PUT failed: 400 Invalid expiration of ${expiration}. Expiration times must be at least 60 seconds in the future.`;
    await expect(call("put", "k", "v", { expiration })).rejects.toThrow(message);
  });

  it("leaves nothing of what it refused", async () => {
    expect(await call("get", "k")).toBeNull();
  });
}
