import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "../../producer/routes.ts";
import { ROOT } from "../wrangler-command.ts";
import { generatedFiles } from "./generated-files.ts";

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
);

for (const { path, text } of generatedFiles(routes, manifest.version)) {
  writeFileSync(join(ROOT, path), text);
  console.log(`Wrote ${path} (${Math.ceil(text.length / 1_000)} kB)`);
}
