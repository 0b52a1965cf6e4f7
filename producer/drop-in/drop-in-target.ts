import { allowsKey } from "../../shared/key-access.ts";
import type { Acceptance } from "../accept/acceptance.ts";
import type { L1View } from "../l1/l1-view.ts";
import type { WaitServices } from "../wait/wait-for-states.ts";
import type { Grant, GrantScope } from "./grant.ts";
import { type KvOperation, kvError } from "./kv-error.ts";

/** What a drop-in works on: a namespace to read, a pipeline to write, and what its user may do. */
export type DropInTarget = {
  readonly kv: KVNamespace;
  readonly grant: Grant;
  readonly acceptance: Acceptance;
  /** Null while it is switched off. */
  readonly l1: L1View | null;
  /** Null where the ledger cannot be asked. */
  readonly waiting: WaitServices | null;
};

/** Arguments as a caller gave them: neither their number nor their types can be relied on. */
export type Given = readonly unknown[];

/** Why the grant does not cover an operation; null when it does. It names no key. */
export function scopeError(
  operation: KvOperation,
  { scopes }: Grant,
  needed: GrantScope,
): Error | null {
  if (scopes.includes(needed)) return null;
  return kvError(operation, 403, `the props of this binding lack the scope "${needed}"`);
}

export function accessError(
  operation: KvOperation,
  { namespace, access }: Grant,
  keys: readonly string[],
): Error | null {
  if (keys.every((key) => allowsKey(access, { namespace, key }))) return null;
  return kvError(operation, 403, "the key lies outside the prefixes in the props of this binding");
}
