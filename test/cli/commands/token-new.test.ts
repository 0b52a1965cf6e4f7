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
