import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parseSettings, Settings } from "../shared/settings.ts";
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
  scripts: ["shared", "producer", "consumer", "cli", "test", "examples"],
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

/** What only adapters may touch: time, chance and timers. Everything else takes them as ports. */
const OUTSIDE_WORLD = [
  /\bDate\b/,
  /\bMath\.random\b/,
  /\bperformance\b/,
  /\bset(Timeout|Interval|Immediate)\b/,
  /\bscheduler\b/,
  /\bAbortSignal\.timeout\b/,
  /\bcrypto\.(randomUUID|getRandomValues)\b/,
];

/** Uses outside adapters, each with what makes it harmless. */
const HARMLESS: readonly (readonly [path: string, word: string, reason: string])[] = [
  ["producer/auth/token.ts", "Date", "parses a token's end; reads no clock"],
  ["producer/operations/letter-filter.ts", "Date", "parses a given time; reads no clock"],
  ["producer/http/json-response.ts", "Date", "formats a given time; reads no clock"],
  ["producer/ops/model/time.ts", "Date", "parses and formats given times; reads no clock"],
  ["shared/views/sort-value.ts", "Date", "parses a given time; reads no clock"],
];

const ZOD = ["zod/mini", "zod/v4/locales/en.js"];

/** A schema with members that is built while its file is loaded. */
const BUILT_AT_START =
  /^(?:export )?const \w+ =\s+z\s*\.(?:object|strictObject|discriminatedUnion)\((?!\{\}\))|\b(?:schema|form): z\.(?:object|array|union)\(/m;
/** What every isolate needs before it can answer anything. */
const NEEDED_AT_START = ["producer/auth/token.ts", "shared/settings.ts"];

const files = await readSources(Object.keys(ALLOWED));
const tests = await readSources(["test"]);

const folderOf = (path: string): string => path.split("/")[0] ?? "";
const isOwnFile = (imported: string): boolean => /\.tsx?$/.test(imported);

function offences(
  candidates: readonly SourceFile[],
  find: (file: SourceFile) => readonly string[],
): readonly string[] {
  return candidates.flatMap((file) => find(file).map((offence) => `${file.path}: ${offence}`));
}

describe("the architecture", () => {
  it("is read from the files: values, types and packages are seen", () => {
    const settings = files.find((file) => file.path === "shared/settings.ts");
    expect(settings?.imports).toEqual(expect.arrayContaining(["zod/mini", "shared/limits.ts"]));
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
          .filter((imported) => !isOwnFile(imported) && !ZOD.includes(imported))
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

  it("lets only adapters of the Workers touch time, chance and timers", () => {
    const rules = files.filter(
      ({ path }) => /^(producer|consumer|shared)\//.test(path) && !path.includes("/adapters/"),
    );
    const uses = rules.flatMap(({ path, text }) =>
      OUTSIDE_WORLD.flatMap((pattern) => withoutComments(text).match(pattern)?.[0] ?? []).map(
        (word) => `${path}: ${word}`,
      ),
    );
    expect(uses.toSorted(), "take it as a port; the simulator has to run the same code").toEqual(
      HARMLESS.map(([path, word]) => `${path}: ${word}`).toSorted(),
    );
  });

  it("reads no clock where times are parsed or formatted", () => {
    const wrong = offences(
      files.filter(({ path }) => HARMLESS.some(([harmless]) => harmless === path)),
      ({ text }) => text.match(/\bDate\.now\b|\bDate\(\)/g) ?? [],
    );
    expect(wrong).toEqual([]);
  });

  it("has no cycle of imports", () => {
    expect(findCycle([...files, ...tests])?.join(" → ") ?? null).toBeNull();
  });

  it("imports zod in one way: the small one, as a namespace", () => {
    const wrong = offences([...files, ...tests], ({ text }) =>
      /^import .* from "zod"|^import (type )?\{[^}]*\} from "zod/m.test(text)
        ? [`write import * as z from "zod/mini"; the whole of zod is 60 kB more in every bundle`]
        : [],
    );
    expect(wrong).toEqual([]);
  });

  it("builds the schemas of the Workers when they are first used", () => {
    const wrong = offences(
      files.filter(({ path }) => /^(producer|consumer|shared)\//.test(path)),
      ({ path, text }) =>
        BUILT_AT_START.test(text) && !NEEDED_AT_START.includes(path)
          ? [
              "write z.lazy(() => …) around it; a schema that is built at once makes every start longer",
            ]
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

  it("gives both Workers the same [vars]: every setting, with a value that it takes", () => {
    const vars = varsOf("wrangler.producer.toml");
    expect(vars, "[vars] of the producer differ from the consumer's").toEqual(
      varsOf("wrangler.consumer.toml"),
    );
    const withDefault = Object.keys(Settings.parse({}));
    expect(Object.keys(vars).toSorted(), "[vars] have to list the settings").toEqual(
      withDefault.toSorted(),
    );
    const unset = Object.keys(Settings.shape).filter((name) => !withDefault.includes(name));
    for (const file of ["wrangler.producer.toml", "wrangler.consumer.toml"]) {
      const text = readFileSync(join(ROOT, file), "utf8");
      const missing = unset.filter((name) => !text.includes(`\n# ${name} = `));
      expect(missing, `${file} has to show what is unset as a comment`).toEqual([]);
    }
    const settings = parseSettings(vars);
    expect(settings.ok ? [] : settings.error).toEqual([]);
  });
});

function varsOf(path: string): object {
  const { vars } = parseToml(readFileSync(join(ROOT, path), "utf8"));
  if (typeof vars !== "object" || vars === null) throw new Error(`${path} has no [vars]`);
  return vars;
}
