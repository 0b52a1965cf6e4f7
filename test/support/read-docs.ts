import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./read-imports.ts";

export type Document = {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
};

/** Every Markdown document of the repository: those of the root, below docs/ and below examples/. */
export function readDocuments(): readonly Document[] {
  const below = ["docs", "examples"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) =>
      join(folder, path),
    ),
  );
  const paths = [...readdirSync(ROOT), ...below];
  return paths
    .filter((path) => path.endsWith(".md"))
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map(readDocument);
}

export const readDocument = (path: string): Document => ({
  path,
  text: readFileSync(join(ROOT, path), "utf8"),
});

/** The cells of every table row, header rows and rules left out; `\|` is no border. */
export function tableRows(text: string): readonly (readonly string[])[] {
  return withoutCode(text)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter((cells, index, all) => !isRule(cells) && !isRule(all[index + 1] ?? []));
}

/** From the heading with this text to the next one of the same or a higher level. */
export function section(text: string, heading: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && titleOf(line) === heading);
  if (start === -1) throw new Error(`there is no heading "${heading}"`);
  const level = levelOf(lines[start] ?? "");
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#+ /.test(line) && levelOf(line) <= level);
  return rest.slice(0, end === -1 ? undefined : end).join("\n");
}

export const headings = (text: string): readonly string[] =>
  withoutCode(text)
    .split("\n")
    .filter((line) => /^#+ /.test(line))
    .map(titleOf);

/** Links that lead nowhere: to a missing file, or to a heading that the file does not have. */
export function brokenLinks(document: Document): readonly string[] {
  return linksOf(document.text).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? document.path : join(dirname(document.path), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !headings(readDocument(target).text).map(slug).includes(anchor);
  });
}

const linksOf = (text: string): readonly string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");

/** As GitHub makes anchors of headings. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, "");

const titleOf = (line: string): string => line.replace(/^#+ /, "");

const levelOf = (line: string): number => line.indexOf(" ");

const isRule = (cells: readonly string[]): boolean =>
  cells.length > 0 && cells.every((cell) => /^:?-+:?$/.test(cell));
