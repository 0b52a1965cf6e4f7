import type { Given } from "../drop-in/drop-in-target.ts";

const TYPES = ["text", "json", "arrayBuffer"] as const;
export type L1Type = (typeof TYPES)[number];

/** A read that an L1 cache can answer. */
export type L1Question = {
  readonly key: string;
  readonly type: L1Type;
  readonly cacheTtl: number | undefined;
};

const MIN_CACHE_TTL_SECONDS = 30;

/**
 * The arguments of `get` as a question for one whole value. Null for lists of keys, streams, and
 * arguments that KV would refuse: those are KV's to answer.
 */
export function l1Question([key, options]: Given): L1Question | null {
  if (typeof key !== "string" || key === "") return null;
  const given = typeof options === "object" && options !== null ? options : { type: options };
  const type = Reflect.get(given, "type") ?? "text";
  const known = TYPES.find((one) => one === type);
  if (known === undefined) return null;
  const cacheTtl: unknown = Reflect.get(given, "cacheTtl");
  if (cacheTtl === undefined) return { key, type: known, cacheTtl };
  if (typeof cacheTtl !== "number" || !(cacheTtl >= MIN_CACHE_TTL_SECONDS)) return null;
  return { key, type: known, cacheTtl };
}
