import { createHash } from "node:crypto";

type Scope = "read" | "write" | "ops:read" | "ops:write";

export type Operator = {
  readonly id: string;
  readonly token: string;
  readonly scopes: readonly Scope[];
  readonly expires?: string;
};

const operator = (id: string, scopes: readonly Scope[]): Operator => ({
  id,
  token: `slc_${id}_browser-canary-of-${id}`,
  scopes,
});

const EVERYTHING: readonly Scope[] = ["read", "write", "ops:read", "ops:write"];

/** Who signs in at the page in tests. */
export const OPERATORS = {
  first: operator("first", EVERYTHING),
  second: operator("second", EVERYTHING),
  viewer: operator("viewer", ["read", "ops:read"]),
  /** May do nothing on the page. */
  outsider: operator("outsider", ["read"]),
  expired: { ...operator("expired", EVERYTHING), expires: "2026-01-01T00:00:00Z" },
} as const;

const tokenEntry = ({ token, ...rest }: Operator) => ({
  ...rest,
  sha256: createHash("sha256")
    .update(token.slice(token.indexOf("_", "slc_".length) + 1))
    .digest("hex"),
});

/** The value of `SLUICE_TOKENS` that knows them all. */
export const operatorTokens = (): string =>
  JSON.stringify(Object.values(OPERATORS).map(tokenEntry));
