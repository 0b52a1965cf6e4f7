import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterFilter, LetterSelection } from "../../shared/letter-selection.ts";
import { unreachable } from "../../shared/result.ts";
import { isUnlimited } from "./letter-access.ts";

/** A part of a WHERE clause with its parameters. */
export type Condition = {
  readonly sql: string;
  readonly parameters: readonly SqlStorageValue[];
};

/** The dead that a filter means and a caller may see. */
export const visibleLetters = (filter: LetterFilter, access: KeyAccess): Condition =>
  allOf([{ sql: "state = 'dead'", parameters: [] }, ...ofFilter(filter), ...ofAccess(access)]);

/** The dead that a selection means, a caller may see and a replay can send: those with a key. */
export const replayableLetters = (selection: LetterSelection, access: KeyAccess): Condition =>
  allOf([
    { sql: "state = 'dead' AND key_hex IS NOT NULL", parameters: [] },
    ...ofSelection(selection),
    ...ofAccess(access),
  ]);

/** The dead that a selection means and a caller may see. */
export const selectedLetters = (selection: LetterSelection, access: KeyAccess): Condition =>
  allOf([
    { sql: "state = 'dead'", parameters: [] },
    ...ofSelection(selection),
    ...ofAccess(access),
  ]);

/** A key as the text that its rows hold; null when no well-formed key starts like that. */
export function keyHex(text: string): string | null {
  if (!text.isWellFormed()) return null;
  const bytes = new TextEncoder().encode(text);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const keyOfHex = (hex: string): string =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
    Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16)),
  );

/** Both ends of a prefix; every hex digit sorts before "g". */
const IN_PREFIX = (prefix: string) => `key_hex >= ${prefix} AND key_hex < ${prefix} || 'g'`;

function ofSelection(selection: LetterSelection): readonly Condition[] {
  switch (selection.kind) {
    case "ids":
      return [listed("id", selection.ids)];
    case "filter":
      return ofFilter(selection.filter);
    default:
      return unreachable(selection);
  }
}

function ofFilter(filter: LetterFilter): readonly Condition[] {
  const { reason, namespace, keyPrefix, sinceMs, untilMs } = filter;
  return [
    ...(sinceMs === undefined ? [] : [{ sql: "last_seen_ms >= ?", parameters: [sinceMs] }]),
    ...(untilMs === undefined ? [] : [{ sql: "last_seen_ms < ?", parameters: [untilMs] }]),
    ...(reason === undefined ? [] : [{ sql: "reason = ?", parameters: [reason] }]),
    ...(namespace === undefined ? [] : [{ sql: "namespace = ?", parameters: [namespace] }]),
    ...(keyPrefix === undefined ? [] : [inPrefixes([keyPrefix])]),
  ];
}

function ofAccess(access: KeyAccess): readonly Condition[] {
  const { namespaces, prefixes } = access;
  return [
    ...(isUnlimited(access) ? [] : [{ sql: "key_hex IS NOT NULL", parameters: [] }]),
    ...(namespaces === undefined ? [] : [listed("namespace", namespaces)]),
    ...(prefixes === undefined ? [] : [inPrefixes(prefixes)]),
  ];
}

/** One parameter for a list of any length: a query takes a hundred. */
const listed = (column: "id" | "namespace", values: readonly string[]): Condition => ({
  sql: `${column} IN (SELECT value FROM json_each(?))`,
  parameters: [JSON.stringify(values)],
});

const inPrefixes = (prefixes: readonly string[]): Condition => ({
  sql: `EXISTS (SELECT 1 FROM json_each(?) AS allowed WHERE ${IN_PREFIX("allowed.value")})`,
  parameters: [JSON.stringify(prefixes.map(keyHex).filter((hex) => hex !== null))],
});

const allOf = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map((condition) => `(${condition.sql})`).join(" AND "),
  parameters: conditions.flatMap((condition) => condition.parameters),
});
