import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { Settings } from "../shared/settings.ts";
import {
  findCycle,
  ROOT,
  readSources,
  type SourceFile,
  withoutComments,
} from "./support/read-imports.ts";

const MAX_LINES = 200;

/** Top-level folder → the top-level folders that it may import from, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  producer: ["shared"],
  consumer: ["shared"],
  cli: ["shared"],
  scripts: ["shared", "producer", "consumer", "cli", "test"],
  bench: ["shared", "producer", "consumer", "cli", "test"],
  examples: ["shared", "producer", "consumer", "cli", "test"],
};

/** What a pure core has no business with. */
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\(/,
  /\bMath\.random\b/,
  /\bcrypto\./,
  /\bawait\b/,
  /\bconsole\b/,
  /\bset(Timeout|Interval)\b/,
];

const files = await readSources(Object.keys(ALLOWED));
const tests = await readSources(["test"]);

const folderOf = (path: string): string => path.split("/")[0] ?? "";
const isOwnFile = (imported: string): boolean => /\.ts$/.test(imported);

function offences(
  candidates: readonly SourceFile[],
  find: (file: SourceFile) => readonly string[],
): readonly string[] {
  return candidates.flatMap((file) => find(file).map((offence) => `${file.path}: ${offence}`));
}

describe("the architecture", () => {
  it("is read from the files: values, types and packages are seen", () => {
    const settings = files.find((file) => file.path === "shared/settings.ts");
    expect(settings?.imports).toEqual(expect.arrayContaining(["zod", "shared/limits.ts"]));
    const due = files.find((file) => file.path === "shared/ledger/due.ts");
    expect(due?.imports).toContain("shared/ledger/key-state.ts");
  });

  it("lets imports point only from the edges to shared/", () => {
    const wrong = offences(files, (file) => {
      const allowed = [folderOf(file.path), ...(ALLOWED[folderOf(file.path)] ?? [])];
      return file.imports
        .filter((imported) => isOwnFile(imported) && !allowed.includes(folderOf(imported)))
        .map((imported) => `imports ${imported}; move what both need into shared/`);
    });
    expect(wrong).toEqual([]);
  });

  it("lets shared/ import zod and itself only", () => {
    const wrong = offences(
      files.filter((file) => folderOf(file.path) === "shared"),
      (file) =>
        file.imports
          .filter((imported) => !isOwnFile(imported) && imported !== "zod")
          .map((imported) => `imports ${imported}; pass what it does as an argument instead`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps clocks, dice and I/O out of shared/", () => {
    const wrong = offences(
      files.filter((file) => folderOf(file.path) === "shared"),
      (file) =>
        IMPURE.flatMap((pattern) => withoutComments(file.text).match(pattern)?.[0] ?? []).map(
          (word) => `uses ${word}; take it as an argument or move it to an adapter`,
        ),
    );
    expect(wrong).toEqual([]);
  });

  it("has no cycle of imports", () => {
    expect(findCycle([...files, ...tests])?.join(" → ") ?? null).toBeNull();
  });

  it("imports zod as a namespace everywhere", () => {
    const wrong = offences([...files, ...tests], (file) =>
      /import \{[^}]*\} from "zod"/.test(file.text)
        ? [`imports names from zod; write import * as z from "zod", or every locale is bundled`]
        : [],
    );
    expect(wrong).toEqual([]);
  });

  it(`has no source file over ${MAX_LINES} lines`, () => {
    const wrong = offences(files, (file) => {
      const lines = file.text.trimEnd().split("\n").length;
      return lines > MAX_LINES ? [`has ${lines} lines; split it by duty`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it("gives both Workers the same [vars], which are the defaults", () => {
    const producer = varsOf("wrangler.producer.toml");
    const consumer = varsOf("wrangler.consumer.toml");
    expect(producer, "[vars] of the producer differ from the consumer's").toEqual(consumer);
    expect(producer, "[vars] differ from the defaults in shared/settings.ts").toEqual(
      Settings.parse({}),
    );
  });
});

function varsOf(path: string): unknown {
  return parseToml(readFileSync(join(ROOT, path), "utf8")).vars;
}
