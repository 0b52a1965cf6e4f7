import { allowsKey, allowsPrefix } from "../../shared/key-access.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import { readL1 } from "../l1/read-l1.ts";
import { accessError, type DropInTarget, type Given, scopeError } from "./drop-in-target.ts";
import { kvError } from "./kv-error.ts";

type ReadTarget = Pick<DropInTarget, "kv" | "grant" | "l1" | "acceptance">;

/** `KVNamespace.get`: KV checks the arguments, KV answers, or the L1 cache what KV has answered. */
export async function getThrough(target: ReadTarget, given: Given): Promise<unknown> {
  const readable = readableKeys(target, given);
  const cached = await readL1(target, readable);
  return cached === null ? looseReads(target).get(...readable) : cached.value;
}

/** `KVNamespace.getWithMetadata`, with the metadata as the caller of `put` gave it. */
export async function getWithMetadataThrough(target: ReadTarget, given: Given): Promise<unknown> {
  const readable = readableKeys(target, given);
  const cached = await readL1(target, readable);
  const found = cached ?? (await looseReads(target).getWithMetadata(...readable));
  if (!(found instanceof Map)) return withoutStamp(found as Found);
  const entries: readonly [string, Found | null][] = [...found];
  return new Map(entries.map(([key, entry]) => [key, entry === null ? null : withoutStamp(entry)]));
}

/** `KVNamespace.list`: a prefix has to lie inside those of the grant. */
export async function listThrough(target: ReadTarget, [options]: Given): Promise<unknown> {
  const { namespace, access } = target.grant;
  refuse(scopeError("GET", target.grant, "read"));
  const isObject = typeof options === "object" && options !== null;
  const asked = isObject ? Reflect.get(options, "prefix") : undefined;
  const prefix = asked === undefined || asked === null ? "" : String(asked);
  if (!allowsPrefix(access, prefix)) {
    const text =
      "the prefix lies outside those in the props of this binding: list a prefix inside one of them";
    throw kvError("GET", 403, text);
  }
  const page = await looseReads(target).list(isObject ? { ...options, prefix } : options);
  // A cursor is KV's own and may come from anywhere: the page is held to the grant as well.
  const keys = page.keys
    .filter(({ name }) => allowsKey(access, { namespace, key: name }))
    .map(listedWithoutStamp);
  return { ...page, keys };
}

/**
 * The arguments with their keys turned into strings before they are checked, so that KV gets
 * exactly what was allowed.
 */
function readableKeys({ grant }: Pick<ReadTarget, "grant">, given: Given): Given {
  const [asked, ...rest] = given;
  const operation = Array.isArray(asked) ? "GET_BULK" : "GET";
  refuse(scopeError(operation, grant, "read"));
  if (given.length === 0) return given;
  const key = Array.isArray(asked) ? asked.map(String) : String(asked);
  refuse(accessError(operation, grant, [key].flat()));
  return [key, ...rest];
}

type Found = { readonly metadata: unknown };
type Listed = { readonly name: string; readonly metadata?: unknown };

function withoutStamp(found: Found): Found {
  return { ...found, metadata: unstampMetadata(found.metadata).metadata ?? null };
}

function listedWithoutStamp({ metadata: stored, ...key }: Listed): Listed {
  const { metadata } = unstampMetadata(stored);
  return metadata === undefined ? key : { ...key, metadata };
}

type LooseReads = {
  get(...given: Given): Promise<unknown>;
  getWithMetadata(...given: Given): Promise<unknown>;
  list(options: unknown): Promise<{ readonly keys: readonly Listed[] }>;
};

/** Wrong arguments are handed on, so that the refusal is KV's own. */
const looseReads = ({ kv }: ReadTarget): LooseReads => kv as unknown as LooseReads;

function refuse(error: Error | null): void {
  if (error !== null) throw error;
}
