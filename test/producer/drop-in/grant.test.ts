import { describe, expect, it } from "vitest";
import { parseGrant } from "../../../producer/drop-in/grant.ts";

const NAMESPACES = { default: "KV", sessions: "SESSIONS" };

const messageOf = (props: unknown): string => {
  const grant = parseGrant(props, NAMESPACES);
  if (grant.ok) throw new Error("the props were taken");
  return grant.error.message;
};

describe("the props of a binding", () => {
  it("name scopes at least; then every key of the namespace default is meant", () => {
    expect(parseGrant({ scopes: ["read"] }, NAMESPACES)).toEqual({
      ok: true,
      value: { namespace: "default", access: { namespaces: ["default"] }, scopes: ["read"] },
    });
  });

  it("limit namespace, prefixes and scopes", () => {
    const props = { namespace: "sessions", prefixes: ["a:", "b:"], scopes: ["write", "read"] };
    expect(parseGrant(props, NAMESPACES)).toEqual({
      ok: true,
      value: {
        namespace: "sessions",
        access: { namespaces: ["sessions"], prefixes: ["a:", "b:"] },
        scopes: ["write", "read"],
      },
    });
  });

  it.each([undefined, null, {}])("allow nothing when they are missing: %j", (props) => {
    expect(messageOf(props)).toMatch(
      /^This binding to SluiceKV may do nothing: props\.scopes: expected .*; give its entry in the TOML file props like \{/,
    );
  });

  it.each([
    [{ scopes: [] }, "props.scopes: "],
    [{ scopes: ["read", "ops:write"] }, "props.scopes.1: "],
    [{ scopes: "read" }, "props.scopes: "],
    [{ scopes: ["read"], prefixes: "a:" }, "props.prefixes: "],
    [{ scopes: ["read"], prefix: "a:" }, 'props: Unrecognized key: "prefix"'],
    [{ scopes: ["read"], namespace: "a/b" }, "props.namespace: "],
    [{ scopes: ["read"], namespace: "toString" }, "one of the namespaces default, sessions"],
    ["all", "props: "],
  ])("are refused when they are wrong, by the name of the member: %j", (props, place) => {
    expect(messageOf(props)).toContain(place);
  });
});
