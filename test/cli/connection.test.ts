import { describe, expect, it } from "vitest";
import { run } from "./fake-world.ts";

const answer = () => new Response("v");

describe("the token", () => {
  it("comes from SLUICE_TOKEN, and from --token-file before it", async () => {
    const files = { "/secrets/sluice": "slc_file_abc\n" };
    const done = await run(["get", "k", "--token-file", "/secrets/sluice"], { answer, files });
    expect(done.sent[0]?.headers.Authorization).toBe("Bearer slc_file_abc");
  });

  it.each([
    ["absent", {}, [], 3, "No token given."],
    ["not one line", { SLUICE_TOKEN: "a\nb" }, [], 3, "SLUICE_TOKEN holds no token."],
    ["in an empty file", {}, ["--token-file", "empty"], 3, "The token file is empty."],
    ["in no file", {}, ["--token-file", "none"], 2, "The token file none cannot be read (ENOENT)."],
  ] as const)("is asked for when it is %s", async (_case, env, more, status, what) => {
    const done = await run(["get", "k", ...more], {
      env: { SLUICE_TOKEN: undefined, ...env },
      files: { empty: "\n" },
    });
    expect([done.status, done.sent]).toEqual([status, []]);
    expect(done.stderr).toContain(what);
  });

  it("is never shown", async () => {
    const secret = "slc_x_very secret";
    const done = await run(["get", "k"], { env: { SLUICE_TOKEN: secret } });
    expect(done.stdout + done.stderr).not.toContain("very");
  });
});

describe("SLUICE_URL", () => {
  it.each([
    "localhost:8787",
    "not a url",
    "ftp://host",
    "http://user:pass@host",
    "http://host/?a=1",
  ])("refuses %s without showing it", async (url) => {
    const done = await run(["get", "k"], { env: { SLUICE_URL: url } });
    expect(done.status).toBe(2);
    expect(done.stderr).toContain("Expected an http or https URL");
    expect(done.stderr).not.toContain("pass@");
  });

  it.each([
    ["http://sluice.example", true],
    ["https://sluice.example", false],
    ["http://localhost:1", false],
    ["http://127.0.0.1:1", false],
    ["http://[::1]:1", false],
    ["http://127.evil.example", true],
  ])("of %s warns of a token in the clear: %s", async (url, warns) => {
    const done = await run(["get", "k"], { answer, env: { SLUICE_URL: url } });
    expect(done.stderr.includes("unencrypted")).toBe(warns);
    expect(done.status).toBe(0);
  });
});
