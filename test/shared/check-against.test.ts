import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { checkAgainst } from "../../shared/check-against.ts";

const Body = z.strictObject({
  size: z.int().check(z.minimum(1)),
  name: z.exactOptional(z.string()),
});

const messages = (given: unknown): readonly string[] => {
  const checked = checkAgainst(Body, given);
  return checked.ok
    ? []
    : checked.error.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

describe("checkAgainst", () => {
  it("gives what the schema makes of a value", () => {
    expect(checkAgainst(Body, { size: 1 })).toEqual({ ok: true, value: { size: 1 } });
  });

  it("says in English what was expected, and where", () => {
    expect(messages({ size: "1", name: 2 })).toEqual([
      "size: Invalid input: expected number, received string",
      "name: Invalid input: expected string, received number",
    ]);
    expect(messages({ size: 0 })).toEqual(["size: Too small: expected number to be >=1"]);
    expect(messages({ size: 1, more: 1 })).toEqual([': Unrecognized key: "more"']);
  });

  it("keeps the words that a schema has of its own", () => {
    const Port = z.int("expected a port");
    const checked = checkAgainst(Port, "80");
    expect(checked.ok ? [] : checked.error.map(({ message }) => message)).toEqual([
      "expected a port",
    ]);
  });
});
