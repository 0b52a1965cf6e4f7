import { canonicalKey, type SourceOption } from "../../../shared/source-key.ts";

/** Whoever asks for anything else gets the video without it, and fills no cache with variants. */
const OPTIONS = ["derivative", "width", "height", "format", "quality", "compression"];

/** The one key of a variant, in whatever order its options come; null when there is none. */
export function variantKey({ pathname, searchParams }: URL): string | null {
  const options = OPTIONS.flatMap((name): readonly SourceOption[] => {
    const value = searchParams.get(name);
    return value === null ? [] : [[name, value]];
  });
  const path = decoded(pathname.slice(1));
  return path === null ? null : canonicalKey("video:", path, options);
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
