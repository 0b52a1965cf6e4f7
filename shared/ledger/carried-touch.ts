import type { Version } from "../version.ts";

/** A touch as far as a put is concerned that carries its expiration. */
export type CarriedTouch = { readonly version: Version; readonly expiresAtMs: number };
