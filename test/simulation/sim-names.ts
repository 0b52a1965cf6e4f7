import type { KeyName } from "../../shared/key.ts";

/** All simulated keys lie in one namespace. */
export const nameOf = (key: string): KeyName => ({ namespace: "default", key });
