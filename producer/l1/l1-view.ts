import type { Grant } from "../drop-in/grant.ts";
import type { L1Cache } from "./l1-cache.ts";

/** An L1 cache as one binding sees it. */
export type L1View = {
  readonly cache: L1Cache;
  /** Bindings that may do the same in the same place share entries; no others do. */
  readonly identity: string;
  /** Counts a read that the cache has answered, or has not. */
  readonly note: (read: "l1" | "l1-miss") => void;
};

type Note = L1View["note"];

export const viewOfGrant = (
  cache: L1Cache | null,
  { namespace, access, scopes }: Grant,
  note: Note,
): L1View | null =>
  cache === null ? null : { cache, identity: JSON.stringify([namespace, access, scopes]), note };

const bindingIds = new WeakMap<object, number>();
let bindings = 0;

/** For a Worker with bindings of its own: two of them are never the same, whatever their names. */
export function viewOfBinding(cache: L1Cache | null, binding: object): L1View | null {
  if (cache === null) return null;
  const id = bindingIds.get(binding) ?? bindings++;
  bindingIds.set(binding, id);
  return { cache, identity: JSON.stringify(["binding", id]), note: uncounted };
}

/** There is no ledger to tell: such a Worker has `L1Cache.counts`. */
const uncounted: Note = () => {};
