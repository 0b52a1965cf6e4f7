import { decodeBase64, encodeBase64 } from "../../../shared/base64.ts";

/** A JavaScript value as JSON, for arguments and answers of a KV namespace in another process. */
export type Wire =
  | { readonly kind: "undefined" }
  | { readonly kind: "primitive"; readonly value: string | number | boolean | null }
  | { readonly kind: "date"; readonly timeMs: number }
  | { readonly kind: "bytes" | "buffer" | "stream"; readonly base64: string }
  /** A stream made by hand: its chunks are text. */
  | { readonly kind: "text-stream"; readonly chunks: readonly string[] }
  /** Too large to be sent: this many letters x. */
  | {
      readonly kind: "filled";
      readonly as: "text" | "bytes" | "stream";
      readonly sizeBytes: number;
    }
  | { readonly kind: "list"; readonly items: readonly Wire[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, Wire])[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Wire])[] };

export type WireCall = {
  readonly subject: string;
  readonly method: string;
  readonly given: readonly Wire[];
};

export type WireAnswer =
  | { readonly kind: "value"; readonly value: Wire }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** Stands for a value that is too large to be sent. */
export class Filled {
  readonly as: "text" | "bytes" | "stream";
  readonly sizeBytes: number;

  constructor(as: Filled["as"], sizeBytes: number) {
    this.as = as;
    this.sizeBytes = sizeBytes;
  }
}

/** Stands for a stream of these bytes; unlike one it can be sent more than once. */
export class Streamed {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Stands for a stream made by hand whose chunks are text. */
export class TextChunks {
  readonly chunks: readonly string[];

  constructor(chunks: readonly string[]) {
    this.chunks = chunks;
  }
}

export async function toWire(value: unknown): Promise<Wire> {
  if (value === undefined) return { kind: "undefined" };
  if (value === null || typeof value !== "object") {
    return { kind: "primitive", value: value as string | number | boolean | null };
  }
  if (value instanceof Filled) return { kind: "filled", as: value.as, sizeBytes: value.sizeBytes };
  if (value instanceof Streamed) return { kind: "stream", base64: encodeBase64(value.bytes) };
  if (value instanceof TextChunks) return { kind: "text-stream", chunks: value.chunks };
  if (value instanceof Date) return { kind: "date", timeMs: value.getTime() };
  if (value instanceof Uint8Array) return { kind: "bytes", base64: encodeBase64(value) };
  if (value instanceof ArrayBuffer) {
    return { kind: "buffer", base64: encodeBase64(new Uint8Array(value)) };
  }
  if (value instanceof ReadableStream) {
    return { kind: "stream", base64: encodeBase64(await bytesOf(value)) };
  }
  if (Array.isArray(value)) return { kind: "list", items: await Promise.all(value.map(toWire)) };
  if (value instanceof Map) return { kind: "map", entries: await wireEntries([...value]) };
  return { kind: "object", members: await wireEntries(Object.entries(value)) };
}

export function fromWire(wire: Wire): unknown {
  switch (wire.kind) {
    case "undefined":
      return undefined;
    case "primitive":
      return wire.value;
    case "date":
      return new Date(wire.timeMs);
    case "bytes":
      return decodeBase64(wire.base64);
    case "buffer":
      return decodeBase64(wire.base64).slice().buffer;
    case "stream":
      return new Response(decodeBase64(wire.base64).slice()).body;
    case "text-stream":
      return textStream(wire.chunks);
    case "filled":
      return filled(wire.as, wire.sizeBytes);
    case "list":
      return wire.items.map(fromWire);
    case "map":
      return new Map(wire.entries.map(([key, value]) => [key, fromWire(value)]));
    case "object":
      return Object.fromEntries(wire.members.map(([name, value]) => [name, fromWire(value)]));
  }
}

const wireEntries = (entries: readonly (readonly [string, unknown])[]) =>
  Promise.all(entries.map(async ([key, value]) => [key, await toWire(value)] as const));

const bytesOf = async (stream: ReadableStream): Promise<Uint8Array> =>
  new Uint8Array(await new Response(stream).arrayBuffer());

function textStream(chunks: readonly string[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

function filled(as: Filled["as"], sizeBytes: number): unknown {
  if (as === "text") return "x".repeat(sizeBytes);
  const bytes = new Uint8Array(sizeBytes).fill(0x78);
  return as === "bytes" ? bytes : new Response(bytes).body;
}
