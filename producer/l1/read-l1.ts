import type { Json } from "../../shared/stamp.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import type { DropInTarget, Given } from "../drop-in/drop-in-target.ts";
import type { L1Value } from "./l1-cache.ts";
import { type L1Type, l1Question } from "./l1-question.ts";

type ReadTarget = Pick<DropInTarget, "kv" | "grant" | "l1" | "acceptance">;

/** What KV answers `getWithMetadata` with, the stamp still in its metadata. */
export type L1Answer = {
  readonly value: unknown;
  readonly metadata: unknown;
  readonly cacheStatus: string | null;
};

/**
 * A read of one key whose prefix has a life in the L1 cache, from there or from KV; null for every
 * other read, which is KV's alone. The caller was let in before.
 */
export async function readL1(target: ReadTarget, given: Given): Promise<L1Answer | null> {
  const { l1, grant, kv } = target;
  const question = l1 === null ? null : l1Question(given);
  if (l1 === null || question === null || l1.cache.ttlOf(question.key) === null) return null;
  const { clock } = target.acceptance.services;
  const name = { namespace: grant.namespace, key: question.key };
  const kept = l1.cache.find(l1.identity, name, clock.now());
  l1.note(kept === null ? "l1-miss" : "l1");
  if (kept !== null) return answerOf(kept, question.type, null);
  const { cacheTtl } = question;
  const options = { type: "arrayBuffer", ...(cacheTtl === undefined ? {} : { cacheTtl }) } as const;
  const found = await kv.getWithMetadata<Json>(question.key, options);
  if (found.value === null) return found;
  const value = {
    bytes: new Uint8Array(found.value),
    metadataJson: found.metadata === null ? null : JSON.stringify(found.metadata),
    version: unstampMetadata(found.metadata).version,
  };
  l1.cache.keep(l1.identity, name, value, clock.now());
  return answerOf(value, question.type, found.cacheStatus);
}

/** Made anew for every reader, so that none can change what another one gets. */
function answerOf(kept: L1Value, type: L1Type, cacheStatus: string | null): L1Answer {
  const metadata: unknown = kept.metadataJson === null ? null : JSON.parse(kept.metadataJson);
  return { value: decoded(kept.bytes, type), metadata, cacheStatus };
}

function decoded(bytes: Uint8Array, type: L1Type): unknown {
  switch (type) {
    case "arrayBuffer":
      return bytes.slice().buffer;
    case "text":
      return textOf(bytes);
    case "json":
      return JSON.parse(textOf(bytes));
  }
}

/** KV's own text keeps a byte order mark, and its JSON refuses one. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(bytes);
