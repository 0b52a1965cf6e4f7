/** What a key of a source names: a path, and options in canonical order. */
export type SourceKey = {
  readonly path: string;
  readonly options: readonly SourceOption[];
};

export type SourceOption = readonly [name: string, value: string];

/** Options with a place of their own; all others follow in the order of their names. */
const FIRST = ["derivative", "w", "h", "f", "q", "c"];
const SHORT: Readonly<Record<string, string>> = {
  width: "w",
  height: "h",
  format: "f",
  quality: "q",
  compression: "c",
};
const OPTION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;

/**
 * The one key of a path with options: `<prefix><path>[:option=value]…`. The order in which options
 * are given does not matter, long names are shortened (`width` is `w`), and a `:` in a path or value
 * is escaped, so that different contents never share a key. Null when the path is empty, an option
 * is given twice, or a name is none.
 *
 * ```ts
 * canonicalKey("video:", "a.mp4", [["height", "360"], ["width", "640"]]); // video:a.mp4:w=640:h=360
 * ```
 */
export function canonicalKey(
  prefix: string,
  path: string,
  options: readonly SourceOption[],
): string | null {
  const key = sourceKey(path, options);
  return key === null ? null : keyText(prefix, key);
}

/** The key's text: what reads and writes of this content have to name. */
export const keyText = (prefix: string, { path, options }: SourceKey): string =>
  [prefix + escaped(path), ...options.map(([name, value]) => `${name}=${escaped(value)}`)].join(
    ":",
  );

/** What a key names, however its options are ordered; null when it is no key of this form. */
export function parseSourceKey(prefix: string, key: string): SourceKey | null {
  if (!key.startsWith(prefix)) return null;
  const [path = "", ...rest] = key.slice(prefix.length).split(":");
  const options = rest.map((text): SourceOption | null => {
    const cut = text.indexOf("=");
    return cut === -1 ? null : [text.slice(0, cut), unescaped(text.slice(cut + 1))];
  });
  const present = options.filter((option) => option !== null);
  return present.length === options.length ? sourceKey(unescaped(path), present) : null;
}

function sourceKey(path: string, given: readonly SourceOption[]): SourceKey | null {
  const options = given
    .map(([name, value]): SourceOption => [shortName(name), value])
    .toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const names = new Set(options.map(([name]) => name));
  if (path === "" || names.size !== options.length) return null;
  if (!options.every(([name, value]) => OPTION_NAME.test(name) && value !== "")) return null;
  return { path, options };
}

const shortName = (name: string): string =>
  Object.hasOwn(SHORT, name) ? (SHORT[name] ?? name) : name;

const rank = (name: string): number => {
  const index = FIRST.indexOf(name);
  return index === -1 ? FIRST.length : index;
};

/** Escapes as little as reading back needs: other percent signs stay what they are. */
const escaped = (text: string): string =>
  text.replace(/%(?=3A|25)/gi, "%25").replaceAll(":", "%3A");

const unescaped = (text: string): string =>
  text.replace(/%(3A|25)/gi, (_, code: string) => (code === "25" ? "%" : ":"));
