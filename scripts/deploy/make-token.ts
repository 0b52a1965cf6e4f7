import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** A token with every scope, and the value of `SLUICE_TOKENS` that lets it in. */
export function makeToken(): { readonly token: string; readonly tokens: string } {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const sha256 = createHash("sha256").update(secret).digest("hex");
  const scopes = ["read", "write", "ops:read", "ops:write"];
  return {
    token: `slc_admin_${secret}`,
    tokens: JSON.stringify([{ id: "admin", sha256, scopes }]),
  };
}
