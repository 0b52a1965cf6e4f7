import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { run } from "../fake-world.ts";

describe("token new", () => {
  it("prints the token and the entry with the digest of its secret, and sends nothing", async () => {
    const args = ["--id", "ci", "--scopes", "read,write", "--namespaces", "default"];
    const more = ["--prefixes", "user:", "--prefixes", "a,b", "--expires", "90d"];
    const done = await run(["token", "new", ...args, ...more], {
      env: { SLUICE_TOKEN: undefined },
    });
    const [token = "", entry = "", ...rest] = done.stdout.split("\n");
    expect([done.status, done.sent, rest]).toEqual([0, [], [""]]);
    const [, id, secret = ""] = /^slc_([a-z0-9-]+)_(.+)$/.exec(token) ?? [];
    expect([id, Buffer.from(secret, "base64url").length]).toEqual(["ci", 32]);
    expect(JSON.parse(entry)).toEqual({
      id: "ci",
      sha256: createHash("sha256").update(secret).digest("hex"),
      scopes: ["read", "write"],
      namespaces: ["default"],
      prefixes: ["user:", "a", "b"],
      expires: "2027-02-19T12:00:00.000Z",
    });
    expect(entry).not.toContain(secret);
  });

  it("takes each --prefix whole, beside the lists of --prefixes", async () => {
    const args = ["--prefix", "a,b ", "--prefixes", "user:,team:", "--prefix", "\u65e5"];
    const done = await run(["token", "new", ...args, "--json"]);
    expect(JSON.parse(done.stdout)).toMatchObject({
      entry: { prefixes: ["user:", "team:", "a,b ", "\u65e5"] },
    });
    const empty = await run(["token", "new", "--prefix", ""]);
    expect([empty.status, empty.stdout]).toEqual([2, ""]);
    expect(empty.stderr).toContain("expected at least one character");
  });

  it.each([false, true])("prints an entry that reads back (terminal: %s)", async (terminal) => {
    const prefix = 'a"b\\c\n\u202e';
    const done = await run(["token", "new", "--prefix", prefix], { terminal });
    const [, entry = ""] = done.stdout.split("\n");
    expect(JSON.parse(entry)).toMatchObject({ prefixes: [prefix] });
    expect(entry).not.toContain("\u202e");
  });

  it("makes no token for every namespace when --namespace names one", async () => {
    const done = await run(["token", "new", "-n", "orders"]);
    expect([done.status, done.stdout]).toEqual([2, ""]);
    expect(done.stderr).toContain("next:  sluice token new --namespaces orders\n");
    const both = await run(["token", "new", "-n", "orders", "--namespaces", "orders"]);
    expect(both.status).toBe(0);
  });

  it("is read-only under a random id when nothing is said", async () => {
    const done = await run(["token", "new", "--json"]);
    expect(JSON.parse(done.stdout)).toMatchObject({
      entry: { id: "token-abababab", scopes: ["read"] },
    });
  });

  it("explains both lines on a terminal, on stderr", async () => {
    const done = await run(["token", "new"], { terminal: true });
    expect(done.stderr).toContain("shown this once");
    expect(done.stdout.split("\n")).toHaveLength(3);
  });
});
