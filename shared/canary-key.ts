/** Keys that begin with this belong to diagnostics, in every namespace. */
export const CANARY_PREFIX = "sluice:canary:";
