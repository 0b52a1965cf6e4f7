import { isTag, MAX_TAG_LENGTH, MAX_TAGS, type Tag } from "../../shared/tags.ts";

/**
 * Names by which what belongs together can be purged: `video-<path>`, `video-derivative-<name>`,
 * `video-format-<format>` for the prefix `video:`. Each is a tag of the write as well; one that is too
 * long is cut, so that two long paths may share it and are purged together.
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

/** Those by which a purge finds the value; other writers may have put anything into the metadata. */
export const purgeableTags = (cacheTags: readonly string[]): readonly Tag[] =>
  cacheTags.filter(isTag).slice(0, MAX_TAGS);

const plain = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, "-");
