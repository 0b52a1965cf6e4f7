import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../wrangler-command.ts";

export type PageFile = {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
};

const SOURCE = "producer/ops";
const TARGET = "producer/public";

/** The files of the operations page below `producer/public/`, as its sources make them. */
export async function pageFiles(): Promise<readonly PageFile[]> {
  const statics = readdirSync(join(ROOT, SOURCE, "static"));
  return [
    { path: `${TARGET}/ops.html`, text: read(`${SOURCE}/ops.html`) },
    ...statics.map((name) => ({
      path: `${TARGET}/ops/${name}`,
      text: read(`${SOURCE}/static/${name}`),
    })),
    ...(await bundles()),
  ];
}

/** One script and one style sheet, without a hash: the platform asks for them anew by ETag. */
async function bundles(): Promise<readonly PageFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { ops: `${SOURCE}/main.tsx` },
    outdir: `${TARGET}/ops`,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    legalComments: "inline",
    logLevel: "silent",
  });
  return outputFiles.map((file) => ({
    path: `${TARGET}/ops/${file.path.split(/[\\/]/).at(-1) ?? ""}`,
    text: file.text,
  }));
}

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
