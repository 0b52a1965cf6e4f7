import * as z from "zod/mini";

/** The names of the members of an object's schema, which may be built when it is first used. */
export function memberNames(schema: z.core.$ZodType): readonly string[] {
  if (schema instanceof z.ZodMiniLazy) return memberNames(schema._zod.innerType);
  if (schema instanceof z.ZodMiniObject) return Object.keys(schema.shape);
  throw new TypeError(`expected the schema of an object, got one of ${schema._zod.def.type}`);
}
