import * as z from "zod/mini";
import type { JsonSchema } from "./document.ts";

/** Collects the schemas that have a name while others refer to them. */
export type SchemaBook = {
  /** The JSON Schema of what is sent; schemas with a name become references. */
  readonly write: (schema: z.core.$ZodType, place: string, direction: Direction) => JsonSchema;
  /** The schemas that were referred to so far, by name. */
  readonly schemas: () => Readonly<Record<string, JsonSchema>>;
};

/** What a member means; the place is the name of its schema or operation. */
export type NoteOf = (place: string, member: string) => string | null;

/** `text`: as the caller writes it. `meaning`: what it stands for, as a number in a query. */
export type Direction = "text" | "meaning";

const PLACE = "#/components/schemas/";
const OWN_PLACE = "#/$defs/";
/** Any JSON value: zod writes it as a union that contains itself. */
const ANY_JSON = "Json";

export function createSchemaBook(
  named: Readonly<Record<string, z.core.$ZodType>>,
  noteOf: NoteOf,
): SchemaBook {
  const registry = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const book = new Map<string, JsonSchema>();
  const add = (name: string, schema: JsonSchema): void => {
    const known = book.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`The schema ${name} differs by where it stands: give it two names.`);
    }
    book.set(name, schema);
  };
  const of = (place: string) => (member: string) => noteOf(place, member);
  return {
    write(schema, place, direction) {
      const io = direction === "text" ? "input" : "output";
      const whole = z.toJSONSchema(schema, { io, metadata: registry, override: tidy });
      const { $schema: _, $defs = {}, ...own } = whole;
      const refer = referrer($defs);
      for (const name of Object.keys($defs)) {
        const target = refer.nameOf(name);
        const definition = refer.in($defs[name]);
        add(target, target === ANY_JSON ? anyJson : finish(definition, of(target)));
      }
      return finish(refer.in(own), of(place));
    },
    schemas: () => Object.fromEntries([...book].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const anyJson: JsonSchema = { description: "Any JSON value." };

/** What zod adds and nobody reads: bounds of safe integers, patterns beside formats. */
function tidy({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

/** Turns references inside one schema into references inside the document. */
function referrer(definitions: Readonly<Record<string, unknown>>) {
  const nameOf = (name: string): string => {
    if (!name.startsWith("__")) return name;
    if (isAnyJson(definitions[name])) return ANY_JSON;
    throw new Error(`A schema contains itself: name it in scripts/openapi/named-schemas.ts.`);
  };
  const inside = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(inside);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([member, value]) => [
        member,
        member === "$ref" && typeof value === "string"
          ? PLACE + nameOf(value.slice(OWN_PLACE.length))
          : inside(value),
      ]),
    );
  };
  return { nameOf, in: (part: unknown) => inside(part) as JsonSchema };
}

const isAnyJson = (schema: unknown): boolean =>
  /^\{"anyOf":\[\{"type":"string"\},\{"type":"number"\},\{"type":"boolean"\},\{"type":"null"\},/.test(
    JSON.stringify(schema),
  );

/** Notes beside the members of objects; members that must not be there are no part of a document. */
function finish(schema: JsonSchema, noteOf: (member: string) => string | null): JsonSchema {
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([member, value]) => [
        member,
        member === "properties" ? properties(value as Record<string, JsonSchema>) : walk(value),
      ]),
    );
  };
  const properties = (members: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(
      Object.entries(members)
        .filter(([, member]) => !isNever(member))
        .map(([name, member]) => {
          const note = noteOf(name);
          const described = note === null ? {} : { description: note };
          return [name, { ...described, ...(walk(member) as JsonSchema) }];
        }),
    );
  return walk(schema) as JsonSchema;
}

const isNever = (schema: JsonSchema): boolean => JSON.stringify(schema) === '{"not":{}}';
