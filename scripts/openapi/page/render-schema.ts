import type { JsonSchema } from "../document.ts";
import { type Html, html, type Part, prose } from "./html.ts";

/** What a value is, in one line: a type with its bounds, or a link to a schema with a name. */
export function typeOf(schema: JsonSchema): Html {
  const { $ref, anyOf, oneOf, type, items, enum: options } = schema;
  if (typeof $ref === "string") {
    const name = $ref.slice($ref.lastIndexOf("/") + 1);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const variants = variantsOf(anyOf ?? oneOf);
  if (variants !== null) return joined(variants.map(typeOf), " or ");
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (Array.isArray(options)) {
    return joined(
      options.map((option) => html`<code>${String(option)}</code>`),
      ", ",
    );
  }
  if (isSchema(items)) return html`list of ${typeOf(items)}${bounds(schema)}`;
  const mapped = schema.additionalProperties;
  if (isSchema(mapped)) return html`object of ${typeOf(mapped)}`;
  if (type === undefined) return html`any JSON`;
  const names = Array.isArray(type) ? type.join(" or ") : String(type);
  return html`${names}${formatOf(schema)}${bounds(schema)}`;
}

/** The members of an object, of the entries of a list or of each variant; null when it has none. */
export function membersOf(schema: JsonSchema): Html | null {
  const variants = variantsOf(schema.anyOf ?? schema.oneOf);
  if (variants !== null) {
    const blocks = variants.map(membersOf).filter((block) => block !== null);
    return blocks.length === 0 ? null : joined(blocks, html`<p class="or">or</p>`);
  }
  if (isSchema(schema.items)) return membersOf(schema.items);
  const { properties } = schema;
  if (!isSchema(properties)) return null;
  const required = Array.isArray(schema.required) ? schema.required : [];
  return html`<dl class="fields">${Object.entries(properties).map(([name, member]) =>
    isSchema(member) ? field(name, member, required.includes(name) ? [] : ["optional"]) : null,
  )}</dl>`;
}

/** A name, what it holds and what it means. */
export function field(name: string, schema: JsonSchema, marks: readonly string[]): Html {
  const note = typeof schema.description === "string" ? prose(schema.description) : null;
  return html`<div><dt><code class="name">${name}</code> <span class="type">${joined([typeOf(schema), ...marks.map(prose)], " · ")}</span></dt><dd>${note}${membersOf(schema)}</dd></div>`;
}

const isSchema = (part: unknown): part is JsonSchema =>
  typeof part === "object" && part !== null && !Array.isArray(part);

const variantsOf = (part: unknown): readonly JsonSchema[] | null =>
  Array.isArray(part) ? part.filter(isSchema) : null;

function formatOf({ format, pattern }: JsonSchema): Part {
  if (typeof format === "string") return ` (${format})`;
  return typeof pattern === "string" ? html` like <code>${pattern}</code>` : null;
}

/** `, 60 to 100`, `, at least 1`, `, up to 512 characters`. */
function bounds(schema: JsonSchema): string {
  const unit =
    schema.items !== undefined ? " entries" : schema.type === "string" ? " characters" : "";
  const least = schema.minimum ?? schema.minItems ?? schema.minLength;
  const most = schema.maximum ?? schema.maxItems ?? schema.maxLength;
  const hasMost = typeof most === "number" && most < ENDLESS;
  if (typeof least !== "number") return hasMost ? `, up to ${number(most)}${unit}` : "";
  if (!hasMost && unit !== "" && least === 1) return ", not empty";
  return hasMost
    ? `, ${number(least)} to ${number(most)}${unit}`
    : `, at least ${number(least)}${unit}`;
}

/** A bound that only keeps numbers exact tells readers nothing. */
const ENDLESS = 1e14;

const number = (value: number): string => value.toLocaleString("en-US");

const joined = (parts: readonly Html[], between: Part): Html =>
  html`${parts.map((part, index) => (index === 0 ? part : [between, part]))}`;
