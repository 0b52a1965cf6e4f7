import type { KeyName } from "../../shared/key.ts";

const OTHER = "other:";

/** A simulated key says by its name in which of the two namespaces it lies. */
export const nameOf = (key: string): KeyName => ({ namespace: namespaceOf(key), key });

export const namespaceOf = (key: string): string => (key.startsWith(OTHER) ? "other" : "default");

/** Keys of both namespaces in turn, or of the first alone. */
export const simKeys = (count: number, namespaces: 1 | 2): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    namespaces === 2 && index % 2 === 1 ? `${OTHER}${index}` : `key-${index}`,
  );
