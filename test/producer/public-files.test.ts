import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { routes } from "../../producer/routes.ts";
import { ROOT, readSources } from "../support/read-imports.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const { assets } = z
  .object({ assets: z.object({ directory: z.string(), run_worker_first: z.array(z.string()) }) })
  .parse(parse(read("wrangler.producer.toml")));

describe("the files that anybody may read", () => {
  it("are these; one more has to be meant", () => {
    const entries = readdirSync(join(ROOT, assets.directory), {
      recursive: true,
      withFileTypes: true,
    });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    expect(files.toSorted()).toEqual([
      "_headers",
      "attention.svg",
      "docs.css",
      "docs.html",
      "docs.js",
      "healthy.svg",
      "icon.svg",
      "openapi.json",
      "ops.css",
      "ops.html",
      "ops.js",
      "unknown.svg",
    ]);
  });

  it("are never looked for where a route asks for a token", () => {
    const prefixes = assets.run_worker_first.map((pattern) => pattern.replace(/\*$/, ""));
    const guarded = routes.filter((route) => route.access !== "public");
    const looked = guarded.filter(
      (route) => !prefixes.some((prefix) => route.path.startsWith(prefix)),
    );
    expect(looked.map((route) => route.path)).toEqual([]);
  });

  it("include no page whose policy allows more than its own files", () => {
    const policies = read(`${assets.directory}/_headers`).match(/Content-Security-Policy: .*/g);
    expect(policies?.length).toBeGreaterThan(0);
    for (const policy of policies ?? []) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
    }
  });

  it("are no part of the Worker, nor is what makes them or asks for them", async () => {
    const files = new Map((await readSources(["producer", "shared"])).map((f) => [f.path, f]));
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const imported of files.get(path)?.imports ?? []) visit(imported);
    };
    visit("producer/index.ts");
    expect(reached.size).toBeGreaterThan(20);
    const foreign = [...reached].filter((path) =>
      /^scripts\/|^producer\/(client|ops|public)\/|^hono\/client|\.(json|html)$/.test(path),
    );
    expect(foreign).toEqual([]);
  });
});
