import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "../wrangler-command.ts";
import { pageFiles } from "./page-files.ts";

for (const { path, text } of await pageFiles()) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
  console.log(`Wrote ${path} (${text.length} bytes, ${gzipSync(text).length} gzip)`);
}
