import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { createSchemaBook } from "../../../scripts/openapi/schema-book.ts";

const Thing = z.object({ name: z.string() });
const book = (notes: Readonly<Record<string, string>> = {}) =>
  createSchemaBook({ Thing }, (place, member) => notes[`${place}.${member}`] ?? null);

describe("a schema book", () => {
  it("refers to schemas with a name, and keeps those that were referred to", () => {
    const own = book();
    expect(own.schemas()).toEqual({});
    expect(own.write(z.array(Thing), "list", "text")).toEqual({
      type: "array",
      items: { $ref: "#/components/schemas/Thing" },
    });
    expect(own.write(Thing, "one", "text")).toEqual({ $ref: "#/components/schemas/Thing" });
    expect(Object.keys(own.schemas())).toEqual(["Thing"]);
  });

  it("says what a member means, by the schema or operation that it stands in", () => {
    const own = book({ "Thing.name": "Its name.", "one.size": "Its size." });
    const written = own.write(z.object({ size: z.int(), thing: Thing }), "one", "text");
    expect(written.properties).toMatchObject({ size: { description: "Its size." } });
    expect(own.schemas().Thing?.properties).toMatchObject({ name: { description: "Its name." } });
  });

  it("leaves out members that are always refused", () => {
    const schema = z.strictObject({ a: z.string(), b: z.exactOptional(z.never()) });
    expect(book().write(schema, "one", "text").properties).toEqual({ a: { type: "string" } });
  });

  it("shows a number in a query by what it means, with its bounds only", () => {
    const whole = z.pipe(z.pipe(z.string(), z.transform(Number)), z.int().check(z.minimum(1)));
    expect(book().write(whole, "one", "meaning")).toEqual({ type: "integer", minimum: 1 });
  });

  it("shows any JSON as one schema, however often it stands there", () => {
    const own = book();
    const written = own.write(z.object({ a: z.json(), b: z.json() }), "one", "text");
    const json = { $ref: "#/components/schemas/Json" };
    expect(written.properties).toEqual({ a: json, b: json });
    expect(own.schemas()).toEqual({ Json: { description: "Any JSON value." } });
  });

  it("asks for a name when a schema contains itself", () => {
    type Tree = { readonly children: readonly Tree[] };
    const Tree: z.core.$ZodType<Tree> = z.object({ children: z.array(z.lazy(() => Tree)) });
    expect(() => book().write(z.object({ tree: Tree }), "one", "text")).toThrow(
      "name it in scripts/openapi/named-schemas.ts",
    );
  });

  it("refuses one name for two meanings", () => {
    const Size = z.pipe(z.pipe(z.string(), z.transform(Number)), z.int());
    const own = createSchemaBook({ Size }, () => null);
    own.write(z.array(Size), "one", "meaning");
    expect(() => own.write(z.array(Size), "two", "text")).toThrow("give it two names");
  });
});
