import * as z from "zod/mini";
import { isDotSegment } from "./dot-segment.ts";
import { MAX_KEY_BYTES } from "./limits.ts";

const encoder = new TextEncoder();

export const utf8Bytes = (text: string): number => encoder.encode(text).byteLength;

/** Why KV would not take this key, in words for the caller; null when it would. */
export function keyProblem(key: string): string | null {
  if (key === "") return "expected a key of 1 to 512 bytes, got an empty one";
  if (isDotSegment(key)) return `expected a key other than "." and "..", which KV refuses`;
  if (!key.isWellFormed()) return "expected well-formed Unicode, got a lone surrogate";
  // Most keys are short: a code unit of UTF-16 is at most three bytes of UTF-8.
  if (key.length * 3 <= MAX_KEY_BYTES) return null;
  const sizeBytes = utf8Bytes(key);
  if (sizeBytes > MAX_KEY_BYTES) return `expected at most 512 bytes of UTF-8, got ${sizeBytes}`;
  return null;
}

export const Key = z.string().check((context) => {
  const problem = keyProblem(context.value);
  if (problem !== null) {
    context.issues.push({ code: "custom", message: problem, input: context.value });
  }
});
export type Key = z.infer<typeof Key>;

/** A key of a namespace: what intents coalesce by and what a ledger row stands for. */
export type KeyName = { readonly namespace: string; readonly key: string };

/** One string per key of a namespace. No namespace contains the separator (see settings.ts). */
export const keyId = (name: KeyName): string => `${name.namespace}\n${name.key}`;

export function parseKeyId(id: string): KeyName {
  const cut = id.indexOf("\n");
  return { namespace: id.slice(0, cut), key: id.slice(cut + 1) };
}

/** The ledger shard of a key. */
export const shardOf = (name: KeyName, shards: number): number => hashOf(name) % shards;

/**
 * FNV-1a over UTF-16 code units, 32 bits, so that every Worker agrees on where a key belongs. Part of
 * the stored data.
 */
export function hashOf(name: KeyName): number {
  let hash = 0x811c9dc5;
  const id = keyId(name);
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
