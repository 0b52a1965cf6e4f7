const MAX_TAG_LENGTH = 128;

/**
 * Names by which what belongs together can be purged: `video-<path>`, `video-derivative-<name>`,
 * `video-format-<format>` for the prefix `video:`. In ASCII without blanks, so that they fit into a
 * `Cache-Tag` header.
 */
export function sourceTags(
  prefix: string,
  path: string,
  options: ReadonlyMap<string, string>,
): readonly string[] & string[] {
  const family = plain(prefix.replace(/[^A-Za-z0-9]+$/, "")) || "source";
  const derivative = options.get("derivative");
  const format = options.get("f");
  return [
    `${family}-${plain(path)}`,
    ...(derivative === undefined ? [] : [`${family}-derivative-${plain(derivative)}`]),
    ...(format === undefined ? [] : [`${family}-format-${plain(format)}`]),
  ].map((tag) => tag.slice(0, MAX_TAG_LENGTH));
}

const plain = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, "-");
