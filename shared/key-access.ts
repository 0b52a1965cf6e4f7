import type { KeyName } from "./key.ts";

/** Which keys a caller may name: both lists absent means every key. */
export type KeyAccess = {
  readonly namespaces?: readonly string[];
  readonly prefixes?: readonly string[];
};

export const allowsKey = (access: KeyAccess, name: KeyName): boolean =>
  (access.namespaces === undefined || access.namespaces.includes(name.namespace)) &&
  (access.prefixes === undefined || access.prefixes.some((prefix) => name.key.startsWith(prefix)));

/** Whether every key of a list under this prefix is one that the caller may name. */
export const allowsPrefix = ({ prefixes }: Pick<KeyAccess, "prefixes">, prefix: string): boolean =>
  prefixes === undefined || prefixes.some((allowed) => prefix.startsWith(allowed));

/** Whether every key that `reach` allows is one that `access` allows, too. */
export const coversAccess = (access: KeyAccess, reach: KeyAccess): boolean =>
  (access.namespaces === undefined ||
    (reach.namespaces?.every((name) => access.namespaces?.includes(name)) ?? false)) &&
  (access.prefixes === undefined ||
    (reach.prefixes?.every((prefix) => allowsPrefix(access, prefix)) ?? false));
