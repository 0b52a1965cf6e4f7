/** Markup that is safe to stand in a page. Only this file makes it from text. */
export type Html = { readonly kind: "html"; readonly markup: string };

export type Part = Html | string | number | readonly Part[] | null;

/** Markup with parts filled in: text is escaped, markup stands as it is, null leaves nothing. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  kind: "html",
  markup: texts.map((text, index) => text + markupOf(parts[index] ?? null)).join(""),
});

/** Words of a document, where `this` is code. */
export const prose = (text: string): Html =>
  html`${text
    .split("`")
    .map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : piece))}`;

/** A path that may break after each slash. */
export const breakable = (path: string): Html =>
  html`${path.split(/(?<=\/)/).map((piece) => html`${piece}<wbr>`)}`;

function markupOf(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "kind" in part ? part.markup : part.map(markupOf).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
