import * as z from "zod/mini";
import { checkAgainst } from "../../shared/check-against.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import { err, ok, type Result } from "../../shared/result.ts";

export const SCOPES = ["read", "write", "ops:read", "ops:write"] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

const TokenEntry = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9-]{1,32}$/, "expected 1 to 32 of a-z, 0-9 and -")),
  sha256: z.string().check(z.regex(/^[0-9a-fA-F]{64}$/, "expected 64 hex digits")),
  scopes: z.array(Scope),
  namespaces: z.exactOptional(z.array(z.string())),
  prefixes: z.exactOptional(z.array(z.string())),
  expires: z.exactOptional(
    z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
      error: "expected a date and time like 2027-01-31T00:00:00Z",
    }),
  ),
});

const TokenList = z
  .array(TokenEntry)
  .check(
    z.refine(
      (list) => new Set(list.map((entry) => entry.id)).size === list.length,
      "expected every id once",
    ),
  );

/** A token as it is checked: the secret itself is known to nobody but its bearer. */
export type Token = {
  readonly id: string;
  readonly secretSha256: Uint8Array;
  readonly scopes: readonly Scope[];
  readonly access: KeyAccess;
  readonly expiresAtMs: number | null;
};

/** Reads `SLUICE_TOKENS`; the error says what is wrong and never quotes what was found. */
export function parseTokens(given: unknown): Result<readonly Token[], string> {
  if (given === undefined || given === "") {
    return err("SLUICE_TOKENS is not set: expected a JSON array of tokens; nobody can be let in");
  }
  const json = typeof given === "string" ? parseJson(given) : ok(given);
  if (!json.ok) return json;
  const checked = checkAgainst(TokenList, json.value);
  if (!checked.ok) {
    const [issue] = checked.error;
    const place = issue?.path.join(".") || "the list";
    return err(`SLUICE_TOKENS is wrong at ${place}: ${issue?.message ?? "expected tokens"}`);
  }
  if (checked.value.length === 0)
    return err("SLUICE_TOKENS is an empty list: nobody can be let in");
  return ok(checked.value.map(toToken));
}

function toToken(entry: z.infer<typeof TokenEntry>): Token {
  return {
    id: entry.id,
    secretSha256: bytesOfHex(entry.sha256),
    scopes: entry.scopes,
    access: {
      ...(entry.namespaces === undefined ? {} : { namespaces: entry.namespaces }),
      ...(entry.prefixes === undefined ? {} : { prefixes: entry.prefixes }),
    },
    expiresAtMs: entry.expires === undefined ? null : Date.parse(entry.expires),
  };
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err("SLUICE_TOKENS is not JSON: expected an array of tokens");
  }
}
