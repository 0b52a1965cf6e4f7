/** URL parsers take such a segment for a direction, so no path can name what is called so. */
export const isDotSegment = (text: string): boolean => text === "." || text === "..";
