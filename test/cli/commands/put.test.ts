import { describe, expect, it } from "vitest";
import { bytesOf, json, run, VERSION } from "../fake-world.ts";

const receipt = (key: string) => ({
  namespace: "default",
  key,
  op: "put",
  version: VERSION,
  acceptedAt: "2026-11-21T12:00:00.000Z",
  status: "accepted",
});
const accepts = (key: string) => () => json(receipt(key), 202);

describe("put", () => {
  it("sends the value with its life, metadata, type and priority", async () => {
    const done = await run(
      [
        ...["put", "user:42", "hello", "--ttl", "1h", "--metadata", '{"name": "Zoë 🎉"}'],
        ...["--content-type", "text/plain", "--immediate", "--namespace", "other"],
      ],
      { answer: accepts("user:42") },
    );
    expect(done.status).toBe(0);
    expect(done.sent).toMatchObject([
      {
        method: "PUT",
        target: "/v1/kv/other/user%3A42?expirationTtl=3600&priority=immediate",
        headers: {
          "Sluice-Metadata": '{"name":"Zo\\u00eb \\ud83c\\udf89"}',
          "Content-Type": "text/plain",
        },
        body: "hello",
      },
    ]);
  });

  it.each([[["put", "k"]], [["put", "k", "-"]]])("streams stdin for %j", async (args) => {
    const done = await run(args, { answer: accepts("k"), stdin: bytesOf("one ", "two") });
    expect(done.sent[0]?.body).toBe("one two");
  });

  it("sends a value that looks like an option after --", async () => {
    const done = await run(["put", "k", "--", "--json"], { answer: accepts("k") });
    expect(done.sent[0]?.body).toBe("--json");
  });

  it("breaks off a value over 25 MiB", async () => {
    async function* tooLarge() {
      for (let mebibytes = 0; mebibytes < 26; mebibytes++) yield new Uint8Array(1_048_576);
    }
    const done = await run(["put", "k"], { answer: accepts("k"), stdin: tooLarge() });
    expect([done.status, done.sent]).toEqual([1, []]);
    expect(done.stderr).toContain("The value on stdin is too large.");
  });

  it("tells a broken stdin from a broken connection", async () => {
    const broken = Object.assign(new Error("is a directory"), { code: "EISDIR" });
    // biome-ignore lint/correctness/useYield: it fails before it could give anything
    async function* directory(): AsyncGenerator<Uint8Array> {
      throw broken;
    }
    const done = await run(["put", "k"], { answer: accepts("k"), stdin: directory() });
    expect(done.status).toBe(1);
    expect(done.stderr).toContain("Reading the value from stdin failed (EISDIR).");
  });

  it("prints the receipt on a terminal and says how to follow it", async () => {
    const done = await run(["put", "it's\n1", "v"], { answer: accepts("it's\n1"), terminal: true });
    expect(done.stdout).toBe(`Accepted: put default/it's\\n1\nVersion:  ${VERSION}\n`);
    expect(done.stderr).toBe(`Follow it: sluice status --version ${VERSION} -- $'it\\'s\\n1'\n`);
  });

  it("prints the receipt as cells in a pipe, the version first", async () => {
    const done = await run(["put", "a\tb", "v"], { answer: accepts("a\tb") });
    expect(done.stdout).toBe(`${VERSION}\tput\tdefault\ta\\tb\t2026-11-21T12:00:00.000Z\n`);
    expect(done.stderr).toBe("");
  });

  it("prints the receipt as JSON, on a terminal too", async () => {
    for (const terminal of [false, true]) {
      const done = await run(["--json", "put", "k", "v"], { answer: accepts("k"), terminal });
      expect(JSON.parse(done.stdout)).toEqual(receipt("k"));
      expect(done.stderr).toBe("");
    }
  });
});
