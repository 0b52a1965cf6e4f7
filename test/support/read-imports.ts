import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { init, parse } from "es-module-lexer";
import { transformSync } from "esbuild";

export const ROOT = join(import.meta.dirname, "../..");

export type SourceFile = {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Files relative to the root, or names of packages; types included. */
  readonly imports: readonly string[];
};

const TYPE_IMPORT = /^\s*(?:import|export)\s+type\s[^;]*?\sfrom\s*["']([^"']+)["']/gm;

/** Every TypeScript file below these folders, as far as they exist, with what it imports. */
export async function readSources(folders: readonly string[]): Promise<readonly SourceFile[]> {
  await init;
  const existing = folders.filter((folder) => existsSync(join(ROOT, folder)));
  return existing.flatMap(pathsBelow).map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return { path, text, imports: importsOf(path, text) };
  });
}

/** A cycle of imports as the list of its files, or null. */
export function findCycle(files: readonly SourceFile[]): readonly string[] | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | null => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) return [...trail.slice(seenAt), path];
    const file = byPath.get(path);
    if (file === undefined || finished.has(path)) return null;
    for (const imported of file.imports) {
      const cycle = visit(imported, [...trail, path]);
      if (cycle !== null) return cycle;
    }
    finished.add(path);
    return null;
  };
  for (const file of files) {
    const cycle = visit(file.path, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** The text without comments, so that a word in a docstring is no use of it. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, "");
}

function importsOf(path: string, text: string): readonly string[] {
  const [values] = parse(withoutTypes(path, text));
  const types = [...text.matchAll(TYPE_IMPORT)].map((match) => match[1]);
  const specifiers = [...values.map((value) => value.specifier ?? undefined), ...types];
  return [...new Set(specifiers)]
    .filter((specifier) => specifier !== undefined)
    .map((specifier) => resolve(path, specifier));
}

/** Types go and JSX becomes calls; imports of values stay, whether they are used or not. */
function withoutTypes(path: string, text: string): string {
  const loader = path.endsWith(".tsx") ? "tsx" : "ts";
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
  return transformSync(text, { loader, jsx: "automatic", jsxImportSource: "preact", tsconfigRaw })
    .code;
}

function resolve(path: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return relative(ROOT, join(ROOT, dirname(path), specifier)).replaceAll("\\", "/");
}

/**
 * Hidden folders are passed over, since running Workers keep bundles there, which come and go; and so
 * are installed packages.
 */
function pathsBelow(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  return entries.flatMap((entry): readonly string[] => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      const isOurs = !entry.name.startsWith(".") && entry.name !== "node_modules";
      return isOurs ? pathsBelow(path) : [];
    }
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
