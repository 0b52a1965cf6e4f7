import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { utf8Bytes } from "../../shared/key.ts";
import { MAX_KEY_BYTES } from "../../shared/limits.ts";

/** A real file as the demo writes it. */
export type InputFile = { readonly key: string; readonly bytes: Uint8Array<ArrayBuffer> };

export type Input = {
  /** Every package.json below the folder. */
  readonly small: readonly InputFile[];
  /** Files that need the claim check: some over 128 KB, some over 1 MB. */
  readonly large: readonly InputFile[];
};

const LARGE_BYTES = 128 * 1_024;
const HUGE_BYTES = 1_024 * 1_024;
const MAX_BYTES = 8 * HUGE_BYTES;
const LARGE_FILES = 12;
const HUGE_FILES = 4;

/** Real input that every machine has after `npm ci`: the files of the installed packages. */
export function collectInput(folder: string): Input {
  const paths = filesBelow(folder);
  const sized = paths.map((path) => ({ path, sizeBytes: statSync(path).size }));
  const between = (minBytes: number, maxBytes: number, count: number) =>
    sized
      .filter((file) => file.sizeBytes > minBytes && file.sizeBytes <= maxBytes)
      .slice(0, count)
      .map((file) => file.path);
  const manifests = paths.filter((path) => path.endsWith(`${sep}package.json`));
  const large = [
    ...between(LARGE_BYTES, HUGE_BYTES, LARGE_FILES),
    ...between(HUGE_BYTES, MAX_BYTES, HUGE_FILES),
  ];
  const read = (path: string) => readInput(folder, path);
  return { small: manifests.map(read), large: large.map(read) };
}

function readInput(folder: string, path: string): InputFile {
  return { key: keyOf(folder, path), bytes: new Uint8Array(readFileSync(path)) };
}

const keyOf = (folder: string, path: string): string =>
  `pkg:${relative(folder, path).replaceAll(sep, "/")}`;

/** Sorted, so that the demo does the same on every run. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => utf8Bytes(keyOf(folder, path)) <= MAX_KEY_BYTES)
    .toSorted();
}
