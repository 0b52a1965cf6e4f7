/** The entry of the longest prefix that a key begins with, of those that `fits`; null without one. */
export function longestPrefix<T>(
  table: Readonly<Record<string, T>>,
  key: string,
  fits: (entry: T) => boolean = () => true,
): { readonly prefix: string; readonly entry: T } | null {
  let found: { readonly prefix: string; readonly entry: T } | null = null;
  for (const [prefix, entry] of Object.entries(table)) {
    if (!key.startsWith(prefix) || !fits(entry)) continue;
    if (found === null || prefix.length > found.prefix.length) found = { prefix, entry };
  }
  return found;
}
