import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { routes } from "../../../producer/routes.ts";
import { generatedFiles } from "../../../scripts/openapi/generated-files.ts";
import { ROOT } from "../../support/read-imports.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const { version }: { readonly version: string } = JSON.parse(read("package.json"));

it.each(generatedFiles(routes, version).map((file) => [file.path, file.text] as const))(
  "%s is what the routes make of it",
  (path, text) => {
    const isCurrent = read(path) === text;
    expect(isCurrent, `${path} is out of date: run \`npm run openapi\` and commit it`).toBe(true);
  },
);
