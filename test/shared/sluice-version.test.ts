import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SLUICE_VERSION } from "../../shared/sluice-version.ts";
import { ROOT } from "../support/read-imports.ts";

it("the version that Sluice tells is the one of package.json", () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(SLUICE_VERSION).toBe(manifest.version);
});
