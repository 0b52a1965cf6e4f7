import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Mutant } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

const ROOT = join(import.meta.dirname, "../..");

function findMutant(name: string): Mutant {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) {
    throw new Error(`no planted bug "${name}": npm run sim -- --mutant list names them`);
  }
  return mutant;
}

/** The source with its bug; throws when the patch does not fit exactly once. */
export function mutated(mutant: Mutant, source: string): string {
  const parts = source.split(mutant.find);
  if (parts.length !== 2) {
    throw new Error(
      `planted bug "${mutant.name}" fits ${parts.length - 1} times into ${mutant.file}, expected once`,
    );
  }
  return parts.join(mutant.replace);
}

export const sourceOf = (mutant: Mutant): string => readFileSync(join(ROOT, mutant.file), "utf8");

/** Modules that this thread loads from now on carry the bug. */
export function plantMutant(name: string): Mutant {
  const mutant = findMutant(name);
  const url = pathToFileURL(join(ROOT, mutant.file)).href;
  const source = mutated(mutant, sourceOf(mutant));
  registerHooks({
    load: (requested, context, next) => {
      const loaded = next(requested, context);
      return requested === url ? { ...loaded, source } : loaded;
    },
  });
  return mutant;
}
