import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALERT_SCHEMA } from "../../consumer/alerts/alert-schema.ts";
import { LETTER_SCHEMA } from "../../consumer/dead-letter-store/letter-schema.ts";
import { LEDGER_SCHEMA } from "../../consumer/ledger/ledger-schema.ts";
import { VIEW_SCHEMA } from "../../consumer/views/view-schema.ts";
import { PROBLEMS } from "../../producer/problems.ts";
import { routes } from "../../producer/routes.ts";
import { FAILURE_REASONS } from "../../shared/failure.ts";
import { Settings } from "../../shared/settings.ts";
import { run } from "../cli/fake-world.ts";
import { memberNames } from "../support/member-names.ts";
import {
  brokenLinks,
  headings,
  readDocument,
  readDocuments,
  section,
  tableRows,
} from "../support/read-docs.ts";
import { ROOT } from "../support/read-imports.ts";

const documents = readDocuments();
const readme = readDocument("README.md").text;
const http = readDocument("docs/http.md").text;
const storage = readDocument("docs/storage.md").text;
const operations = readDocument("docs/operations.md").text;
const manifest: {
  readonly scripts: object;
  readonly dependencies: object;
  readonly devDependencies: object;
} = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

const code = (text: string): string => `\`${text}\``;
const firstCells = (text: string): readonly string[] =>
  tableRows(text).map((cells) => cells[0] ?? "");

describe("the documents", () => {
  it.each(documents.map((document) => [document.path, document] as const))(
    "%s has no link that leads nowhere",
    (_, document) => {
      expect(brokenLinks(document)).toEqual([]);
    },
  );

  it("name only npm scripts that exist", () => {
    const named = documents.flatMap(({ text }) =>
      [...text.matchAll(/\bnpm run\s+(?:-s\s+)?([a-z:-]+)/g)].map((match) => match[1] ?? ""),
    );
    expect(named).toContain("demo");
    const missing = named.filter((name) => !Object.hasOwn(manifest.scripts, name));
    expect(missing).toEqual([]);
  });

  it("list every package once", () => {
    const packages = [
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.devDependencies),
    ];
    const listed = firstCells(section(readme, "Packages"));
    expect(listed.toSorted()).toEqual(packages.map(code).toSorted());
  });
});

describe("the settings in README.md", () => {
  const rows = new Map(
    tableRows(section(readme, "Settings"))
      .filter((cells) => /^`[A-Z0-9_]+`$/.test(cells[0] ?? ""))
      .map((cells) => [(cells[0] ?? "").replaceAll("`", ""), cells] as const),
  );
  const defaults = Object.entries(Settings.parse({}));

  it("are those that there are", () => {
    expect([...rows.keys()]).toEqual(Object.keys(Settings.shape));
  });

  it.each(defaults)("name the default of %s", (name, value) => {
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    expect(rows.get(name)?.[1]?.replaceAll("`", "")).toBe(text);
  });

  const numeric = defaults.filter(([, value]) => typeof value === "number");
  it.each(numeric)("name the range of %s", (name) => {
    const [least = Number.NaN, greatest = Number.NaN] = numbersOf(rows.get(name)?.[2] ?? "");
    const schema = Object.entries(Settings.shape).find(([known]) => known === name)?.[1];
    const takes = (value: number) => schema?.safeParse(value).success;
    expect([least - 1, least, greatest, greatest + 1].map(takes)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("the routes", () => {
  const named = routes.map((route) => `${route.method} ${route.path}`);

  it("have a section each in docs/http.md, and nothing else has", () => {
    const sections = headings(http).filter((heading) => heading.startsWith("`"));
    expect(sections.toSorted()).toEqual(named.map(code).toSorted());
  });

  it("stand with their scope in README.md", () => {
    const rows = tableRows(section(readme, "HTTP")).map(([route, scope]) => [route, scope]);
    const scopeOf = (access: string) => (access === "public" ? access : code(access));
    const expected = routes.map((route) => [
      code(`${route.method} ${route.path}`),
      scopeOf(route.access),
    ]);
    expect(rows.toSorted()).toEqual(expected.toSorted());
  });

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s is described with its scope, parameters and answers",
    (name, route) => {
      const text = section(http, code(name));
      expect(text).toContain(route.access === "public" ? "Public" : `cope ${code(route.access)}`);
      const query = memberNames(route.query);
      const words = [...query, ...Object.keys(route.headers)];
      expect(words.filter((word) => !text.includes(word))).toEqual([]);
      const statuses = Object.keys(route.answers);
      expect(statuses.filter((status) => !new RegExp(`\\b${status}\\b`).test(text))).toEqual([]);
    },
  );
});

describe("the problem types", () => {
  it("stand in docs/http.md with their status and title", () => {
    const rows = tableRows(section(http, "Problems")).map((cells) => cells.slice(0, 3));
    const expected = Object.entries(PROBLEMS).map(([slug, row]) => [
      code(slug),
      String(row.status),
      row.title,
    ]);
    expect(rows).toEqual(expected);
  });
});

describe("the command line", () => {
  it("has every command in README.md, and no other", async () => {
    const listed = firstCells(section(readme, "Command line")).map(
      (cell) => /^`sluice ((?:[a-z-]+ ?)+)/.exec(cell)?.[1]?.trim() ?? cell,
    );
    expect(listed.toSorted()).toEqual((await commandsBelow([])).toSorted());
  });
});

describe("the stored data", () => {
  it.each(
    [...LEDGER_SCHEMA, ...LETTER_SCHEMA, ...ALERT_SCHEMA, ...VIEW_SCHEMA].map(
      (sql) => [nameOf(sql), sql] as const,
    ),
  )("%s stands in docs/storage.md", (name, sql) => {
    expect(storage).toContain(code(name));
    expect(columnsOf(sql).filter((column) => !storage.includes(code(column)))).toEqual([]);
  });
});

describe("the reasons of dead letters", () => {
  it("stand in docs/operations.md with what to do", () => {
    const listed = firstCells(section(operations, "Reasons of dead letters"));
    expect(listed.toSorted()).toEqual(FAILURE_REASONS.map(code).toSorted());
  });
});

const numbersOf = (range: string): readonly number[] =>
  (range.match(/\d[\d,]*/g) ?? []).map((digits) => Number(digits.replaceAll(",", "")));

/** The names of all commands that do something, as the help of the program tells them. */
async function commandsBelow(path: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run([...path, "--help"]);
  const [, list] = /^Commands:\n((?: .*\n)+)/m.exec(stdout) ?? [];
  if (list === undefined) return [path.join(" ")];
  const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map((match) => match[1] ?? "");
  const below = names
    .filter((name) => name !== "help")
    .map((name) => commandsBelow([...path, name]));
  return (await Promise.all(below)).flat();
}

function nameOf(sql: string): string {
  return /IF NOT EXISTS (\w+)/.exec(sql)?.[1] ?? sql;
}

function columnsOf(sql: string): readonly string[] {
  return [...sql.matchAll(/^ {4}([a-z_]+) (?:TEXT|INTEGER|REAL)/gm)].map((match) => match[1] ?? "");
}
