import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLES } from "../../../examples/all.ts";
import { ROOT } from "../../support/read-imports.ts";

const example = (...names: readonly string[]) =>
  spawnSync(process.execPath, [join(ROOT, "scripts/example/example.ts"), ...names], {
    encoding: "utf8",
  });

describe("the command example", () => {
  it("lists every example when none is named", () => {
    const { status, stdout } = example();
    expect(status).toBe(0);
    expect(EXAMPLES.filter(({ name }) => !stdout.includes(`  ${name} `))).toEqual([]);
  });

  it("refuses a name that there is not, and says which there are", () => {
    const { status, stderr } = example("video-cash");
    expect(status).toBe(2);
    expect(stderr).toContain('Expected the name of one example, found "video-cash".');
    expect(stderr).toContain("video-cache");
  });
});
