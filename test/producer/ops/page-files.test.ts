import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pageFiles } from "../../../scripts/ops/page-files.ts";
import { ROOT, readSources, withoutComments } from "../../support/read-imports.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const files = await pageFiles();
const textOf = (name: string): string =>
  files.find(({ path }) => path === `producer/public/${name}`)?.text ?? "";

describe("the files of the operations page", () => {
  it.each(files.map((file) => [file.path, file.text] as const))(
    "%s is committed as its sources make it (npm run ops-page)",
    (path, text) => {
      expect(read(path) === text).toBe(true);
    },
  );

  it("weigh at most 30 kB of HTML and 40 kB of script, compressed", () => {
    expect(textOf("ops.html").length).toBeGreaterThan(500);
    expect(textOf("ops.html").length).toBeLessThanOrEqual(30_000);
    expect(textOf("ops/ops.js").length).toBeGreaterThan(20_000);
    expect(gzipSync(textOf("ops/ops.js")).length).toBeLessThanOrEqual(40_000);
  });

  it("name nobody else's server but in links of namespaces", () => {
    const urls = files.flatMap(({ text }) => text.match(/https?:\/\/[^\s"'`)<>]+/g) ?? []);
    expect(urls.filter((url) => !url.startsWith("http://www.w3.org/"))).toEqual([]);
  });

  it("carry no script and no style in the HTML, which the policy would stop", () => {
    const html = textOf("ops.html");
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/i);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/i);
    expect(html).toContain("sluice status");
  });

  it("are held to a policy with Trusted Types and without a policy of their own", () => {
    const headers = read("producer/public/_headers");
    const [, policy = ""] = /\n\/ops\n {2}Content-Security-Policy: (.*)/.exec(headers) ?? [];
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it("come from sources that make HTML of no text, and keep the token out of addresses", async () => {
    const sources = (await readSources(["producer/ops"])).map(({ path, text }) => ({
      path,
      text: withoutComments(text),
    }));
    expect(sources.length).toBeGreaterThan(40);
    const danger = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/;
    expect(sources.filter(({ text }) => danger.test(text)).map(({ path }) => path)).toEqual([]);
    const remembered = sources.filter(({ text }) => text.includes("localStorage"));
    expect(remembered.map(({ path }) => path)).toEqual(["producer/ops/adapters/browser.ts"]);
  });
});
