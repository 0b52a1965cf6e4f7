import type { Version } from "../version.ts";
import type { KeyState, Written } from "./key-state.ts";

/** What a read of KV has to find for a touch to write it back: KV's reads may be a minute old. */
export type ExpectedRead =
  /** The ledger does not know the key. */
  | { readonly kind: "anything" }
  | { readonly kind: "nothing" }
  | { readonly kind: "value"; readonly stamp: Version; readonly mayEndAtMs: number | null };

export function expectedRead({ done, written }: KeyState): ExpectedRead {
  if (done === null) return { kind: "anything" };
  if (written === null) return { kind: "value", stamp: done, mayEndAtMs: null };
  const { stamp } = written;
  if (stamp === null) return { kind: "nothing" };
  return { kind: "value", stamp, mayEndAtMs: earliestEnd(written) };
}

function earliestEnd({ expiresAtMs, mayEndAtMs }: Written): number | null {
  if (mayEndAtMs === undefined) return expiresAtMs;
  return Math.min(expiresAtMs ?? mayEndAtMs, mayEndAtMs);
}

/** What was read, as far as that matters: the stamp of a value, null without one. */
export type FoundRead =
  | { readonly kind: "nothing" }
  | { readonly kind: "value"; readonly stamp: Version | null };

/** Null when the read is the one expected, otherwise what it found instead. */
export function staleDetail(
  expected: ExpectedRead,
  found: FoundRead,
  nowMs: number,
): string | null {
  if (expected.kind === "anything") return null;
  const text =
    found.kind === "nothing" ? "nothing" : `version ${found.stamp ?? "of another writer"}`;
  if (expected.kind === "nothing") {
    return found.kind === "nothing" ? null : `expected to read nothing, KV gave ${text}`;
  }
  const isOver = expected.mayEndAtMs !== null && expected.mayEndAtMs <= nowMs;
  const isExpected = found.kind === "nothing" ? isOver : found.stamp === expected.stamp;
  return isExpected ? null : `expected to read version ${expected.stamp}, KV gave ${text}`;
}
