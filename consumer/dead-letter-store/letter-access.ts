import type { DeadLetter } from "../../shared/dead-letter.ts";
import { allowsKey, type KeyAccess } from "../../shared/key-access.ts";

/** A message that could not be read has no key: only a caller who may name every key sees it. */
export const allowsLetter = (access: KeyAccess, letter: DeadLetter): boolean =>
  letter.kind === "intent" ? allowsKey(access, letter.intent) : isUnlimited(access);

export const isUnlimited = (access: KeyAccess): boolean =>
  access.namespaces === undefined && access.prefixes === undefined;
