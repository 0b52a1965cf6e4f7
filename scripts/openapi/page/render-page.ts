import type { ApiDocument } from "../document.ts";
import { breakable, type Html, html, prose } from "./html.ts";
import { methodMark, type Place, renderOperation } from "./render-operation.ts";
import { membersOf, typeOf } from "./render-schema.ts";

/** The document as a page that needs nothing but its own style; a script adds comfort. */
export function renderPage(document: ApiDocument): string {
  const groups = document.tags.map((tag) => ({
    ...tag,
    id: idOf(tag.name),
    places: placesOf(document, tag.name),
  }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${document.info.title} API</title>
<link rel="icon" href="/docs/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/docs.css">
<script src="/docs/docs.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to the operations</a>
<header>
<h1>${document.info.title} API <span class="release">${document.info.version}</span></h1>
<p>${prose(document.info.description)}</p>
<p>The same for programs: <a href="/openapi.json">openapi.json</a> (OpenAPI ${document.openapi})</p>
</header>
<div class="columns">
<nav aria-label="Contents">
<search hidden><label>Filter <input type="search" autocomplete="off" spellcheck="false"></label><p role="status"></p></search>
${groups.map((group) => contents(group))}
<h2><a href="#schemas">Schemas</a></h2>
</nav>
<main id="content" tabindex="-1">
${START}
${groups.map(
  (group) => html`<section id="${group.id}" aria-labelledby="${group.id}-title">
<h2 id="${group.id}-title">${group.name}</h2>
<p>${prose(group.description)}</p>
${group.places.map(renderOperation)}</section>
`,
)}${schemas(document)}
</main>
</div>
</body>
</html>
`.markup;
}

const START = html`<section id="start" aria-labelledby="start-title">
<h2 id="start-title">Before the examples</h2>
<p>Every operation that is not public needs a token with the scope that stands beside it. The examples take
address and token from the environment; these are the ones of <code>npm start</code>:</p>
<pre><code>export SLUICE_URL=http://localhost:8787
export SLUICE_TOKEN=slc_dev_local-only</code></pre>
</section>`;

type Group = { readonly id: string; readonly name: string; readonly places: readonly Place[] };

const contents = ({ id, name, places }: Group): Html => html`<h2><a href="#${id}">${name}</a></h2>
<ul>${places.map(
  ({ method, path, operation }) =>
    html`<li><a href="#${operation.operationId}">${methodMark(method)} <span>${breakable(path)}</span></a></li>
`,
)}</ul>
`;

const schemas = ({
  components,
}: ApiDocument): Html => html`<section id="schemas" aria-labelledby="schemas-title">
<h2 id="schemas-title">Schemas</h2>
${Object.entries(components.schemas).map(
  ([
    name,
    schema,
  ]) => html`<article class="schema" id="schema-${name}" aria-labelledby="schema-${name}-title">
<h3 id="schema-${name}-title"><a href="#schema-${name}"><code>${name}</code></a></h3>
${membersOf(schema) ?? html`<p class="type">${typeOf(schema)}</p>`}
</article>
`,
)}</section>`;

const placesOf = ({ paths }: ApiDocument, tag: string): readonly Place[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ method, path, operation })),
  );

const idOf = (name: string): string => `tag-${name.toLowerCase().replace(/[^a-z]+/g, "-")}`;
