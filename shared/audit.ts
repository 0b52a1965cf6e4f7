import type { KeyAccess } from "./key-access.ts";
import type { LetterFilter, LetterSelection } from "./letter-selection.ts";
import type { ReplayState } from "./replay-state.ts";

/** Who asked for an action, as the producer has authenticated it, and why. */
export type Responsible = { readonly tokenId: string; readonly note: string | null };

export type AuditAction = "replay" | "cancel" | "discard";

/** What was meant, in short. */
export type AuditSelection =
  | { readonly kind: "ids"; readonly ids: number }
  | { readonly kind: "filter"; readonly filter: LetterFilter };

/** `interrupted`: the store went away in the middle; `discarded` counts what was done until then. */
export type DiscardState = "running" | "finished" | "interrupted";

type Entry = Responsible & {
  readonly id: string;
  readonly startedAtMs: number;
  /** Null while it is not over. */
  readonly finishedAtMs: number | null;
  /** Letters that were meant. */
  readonly matched: number;
};

/** One thing that an operator did. What ran on since shows its counts of now. */
export type AuditEntry =
  | (Entry & {
      readonly action: "replay" | "cancel";
      readonly selection: AuditSelection;
      readonly outcome: ReplayState;
      readonly replay: string;
      readonly skipped: number;
      readonly enqueued: number;
    })
  | (Entry & {
      readonly action: "discard";
      readonly selection: AuditSelection;
      readonly outcome: DiscardState;
      readonly discarded: number;
    });

export type AuditQuery = {
  readonly access: KeyAccess;
  readonly limit: number;
  /** The id of the last entry of the page before. */
  readonly before: string | null;
};

export type AuditPage = {
  readonly entries: readonly AuditEntry[];
  readonly cursor: string | null;
};

export const inShort = (selection: LetterSelection): AuditSelection =>
  selection.kind === "ids" ? { kind: "ids", ids: selection.ids.length } : selection;

/** The keys that an action could touch: what the caller may name, as far as the filter narrows it. */
export function reachOf(access: KeyAccess, selection: LetterSelection): KeyAccess {
  const filter: LetterFilter = selection.kind === "filter" ? selection.filter : {};
  const namespaces = access.namespaces ?? listOf(filter.namespace);
  const prefixes = access.prefixes ?? listOf(filter.keyPrefix);
  return {
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(prefixes === undefined ? {} : { prefixes }),
  };
}

const listOf = (one: string | undefined): readonly string[] | undefined =>
  one === undefined ? undefined : [one];
