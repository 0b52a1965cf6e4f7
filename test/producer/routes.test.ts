import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Route } from "../../producer/route.ts";
import { routes } from "../../producer/routes.ts";

function bodySchemas({ body }: Route): readonly z.core.$ZodType[] {
  if (body.kind === "json") return [body.schema];
  return body.kind === "bytes-or-form" ? [body.form] : [];
}

describe.each(routes.map((route) => [route.name, route] as const))("the route %s", (_, route) => {
  it("has schemas that an API document can show", () => {
    const bodies = bodySchemas(route);
    for (const schema of [route.query, ...bodies]) {
      expect(() => z.toJSONSchema(schema, { io: "input" })).not.toThrow();
    }
    for (const { schema } of Object.values(route.answers)) {
      if (schema !== undefined) expect(() => z.toJSONSchema(schema)).not.toThrow();
    }
  });

  it("takes no query parameter that it does not declare", () => {
    if (route.access === "public") return;
    expect(z.safeParse(route.query, { surprise: "1" }).success).toBe(false);
  });

  it("says what each answer means", () => {
    for (const { description } of Object.values(route.answers)) expect(description).toMatch(/\.$/);
  });
});
