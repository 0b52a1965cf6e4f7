import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLES } from "../../../examples/all.ts";
import { readDocument, tableRows } from "../../support/read-docs.ts";
import { ROOT } from "../../support/read-imports.ts";

const names = EXAMPLES.map(({ name }) => name);
const folders = readdirSync(join(ROOT, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "support")
  .map((entry) => entry.name);

describe("the examples", () => {
  it("are the folders", () => {
    expect(names.toSorted()).toEqual(folders.toSorted());
  });

  it("stand in examples/README.md, in the order of the list", () => {
    const listed = tableRows(readDocument("examples/README.md").text)
      .map(([cell = ""]) => /^\[([a-z-]+)\]\(\1\/\)$/.exec(cell)?.[1])
      .filter((name) => name !== undefined);
    expect(listed).toEqual(names);
  });

  it.each(names)("%s has a document, a Worker and an end-to-end test", (name) => {
    const files = [
      `examples/${name}/README.md`,
      `examples/${name}/wrangler.toml`,
      `test/end-to-end/examples-${name}.test.ts`,
    ];
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it.each(EXAMPLES.map(({ name, summary }) => [name, summary]))(
    "%s says in a line what it shows",
    (name, summary) => {
      expect(`  ${name}  ${summary}`.length).toBeLessThanOrEqual(80);
    },
  );
});
