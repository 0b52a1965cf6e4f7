import { describe, expect, it } from "vitest";
import { routes } from "../../../producer/routes.ts";
import { apiDocument } from "../../../scripts/openapi/api-document.ts";
import { html, prose } from "../../../scripts/openapi/page/html.ts";
import { renderPage } from "../../../scripts/openapi/page/render-page.ts";
import { PUBLIC_FILES } from "../../../scripts/openapi/public-files.ts";

const document = apiDocument(routes, PUBLIC_FILES, "1.2.3");
const page = renderPage(document);
const HOSTILE = `"><script>alert('&')</script>`;

const valuesOf = (attribute: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g"))].map((match) => match[1] ?? "");

describe("markup", () => {
  it("escapes every text and keeps markup", () => {
    expect(html`<p title="${HOSTILE}">${html`<b>${1}</b>`}${null}${["<", "&"]}</p>`.markup).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"><b>1</b>&lt;&amp;</p>',
    );
  });

  it("makes code of what stands between backticks, and escapes it", () => {
    expect(prose("a `<b>` c").markup).toBe("a <code>&lt;b&gt;</code> c");
  });
});

describe("the page of the API", () => {
  it("shows every operation and schema, and links to each from where it is named", () => {
    const ids = new Set(valuesOf("id"));
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    for (const { operationId } of operations) expect(ids).toContain(operationId);
    for (const name of Object.keys(document.components.schemas)) {
      expect(ids).toContain(`schema-${name}`);
    }
    const inPage = valuesOf("href").filter((link) => link.startsWith("#"));
    expect(inPage.filter((link) => !ids.has(link.slice(1)))).toEqual([]);
  });

  it("gives every id once", () => {
    const ids = valuesOf("id");
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("asks only its own server for anything", () => {
    const links = [...valuesOf("href"), ...valuesOf("src")];
    expect(links.filter((link) => !/^(#|\/[^/])/.test(link))).toEqual([]);
  });

  it("has neither style nor script inside, so that its policy can forbid them", () => {
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/);
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script src="/docs/docs.js" defer>']);
  });

  it("escapes what the document says", () => {
    const hostile = structuredClone(document);
    const text = JSON.stringify(hostile).replaceAll(
      "A public name of the setting `NAMESPACES`.",
      JSON.stringify(HOSTILE).slice(1, -1),
    );
    const rendered = renderPage(JSON.parse(text));
    expect(rendered).toContain("&quot;&gt;&lt;script&gt;");
    expect(rendered).not.toContain("<script>alert");
  });
});
