import { describe, expect, it } from "vitest";
import { allowsKey, allowsPrefix } from "../../shared/key-access.ts";

const name = { namespace: "default", key: "user:1" };

describe("allowsKey", () => {
  it("allows every key without limits", () => {
    expect(allowsKey({}, name)).toBe(true);
  });

  it("allows named namespaces only", () => {
    expect(allowsKey({ namespaces: ["other", "default"] }, name)).toBe(true);
    expect(allowsKey({ namespaces: ["other", "def"] }, name)).toBe(false);
  });

  it("allows keys inside one of the prefixes only", () => {
    expect(allowsKey({ prefixes: ["order:", "user:"] }, name)).toBe(true);
    expect(allowsKey({ prefixes: ["user:1"] }, name)).toBe(true);
    expect(allowsKey({ prefixes: ["user:1/"] }, name)).toBe(false);
    expect(allowsKey({ prefixes: ["ser:"] }, name)).toBe(false);
  });

  it("wants both limits kept", () => {
    expect(allowsKey({ namespaces: ["default"], prefixes: ["user:"] }, name)).toBe(true);
    expect(allowsKey({ namespaces: ["default"], prefixes: ["order:"] }, name)).toBe(false);
    expect(allowsKey({ namespaces: ["other"], prefixes: ["user:"] }, name)).toBe(false);
  });

  it("allows nothing when a list is empty", () => {
    expect(allowsKey({ namespaces: [] }, name)).toBe(false);
    expect(allowsKey({ prefixes: [] }, name)).toBe(false);
  });

  it("compares letters exactly", () => {
    expect(allowsKey({ prefixes: ["User:"] }, name)).toBe(false);
  });
});

describe("allowsPrefix", () => {
  it("allows any list without limits", () => {
    expect(allowsPrefix({}, "")).toBe(true);
  });

  it("allows a list inside one of the prefixes only", () => {
    const access = { prefixes: ["order:", "user:"] };
    expect(allowsPrefix(access, "user:")).toBe(true);
    expect(allowsPrefix(access, "user:1")).toBe(true);
    expect(allowsPrefix(access, "user")).toBe(false);
    expect(allowsPrefix(access, "")).toBe(false);
  });

  it("allows no list when there is no prefix", () => {
    expect(allowsPrefix({ prefixes: [] }, "user:")).toBe(false);
  });
});
