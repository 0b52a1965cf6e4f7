import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { type RunningSluice, runSluice, TEST_TOKEN } from "../support/run-sluice.ts";
import { runWrangler } from "../support/run-wrangler.ts";
import { sluiceUser } from "../support/sluice-user.ts";

let sluice: RunningSluice;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-wrangler-"));
  sluice = await runSluice();
});
afterAll(async () => {
  await sluice?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Waits until KV holds it; null waits for a deletion. */
const untilText = (key: string, expected: string | null) =>
  sluiceUser(sluice).untilText(key, expected);

describe("wrangler kv over strict KV", () => {
  const run = (...args: readonly string[]) => {
    const target = ["--remote", "--namespace-id", "default"];
    return runWrangler(folder, sluice.url, TEST_TOKEN, "kv", ...args, ...target);
  };
  const kv = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await run(...args);
    expect(status, stdout + stderr).toBe(0);
    return stdout;
  };

  it("puts, gets, lists and deletes a key", async () => {
    await kv("key", "put", "wr:a/ü%", "hello", "--metadata", '{"n":1}', "--ttl", "3600");
    await untilText("wr:a/ü%", "hello");
    expect(await kv("key", "get", "wr:a/ü%", "--text")).toBe("hello\n");
    expect(JSON.parse(await kv("key", "list", "--prefix", "wr:"))).toEqual([
      { name: "wr:a/ü%", expiration: expect.any(Number), metadata: { n: 1 } },
    ]);
    await kv("key", "delete", "wr:a/ü%");
    await untilText("wr:a/ü%", null);
  });

  it("puts a file, byte for byte", async () => {
    const path = join(folder, "value.bin");
    await writeFile(path, new Uint8Array([0, 255, 10, 13, 45, 45]));
    await kv("key", "put", "wr:file", "--path", path);
    const read = async () =>
      Buffer.from(await (await sluiceUser(sluice).get("wr:file")).arrayBuffer());
    await pollUntil(async () => (await read()).toString("hex") === "00ff0a0d2d2d", 45_000);
  });

  it("puts and deletes many keys from files", async () => {
    const pairs = Array.from({ length: 25 }, (_, index) => ({
      key: `bulk:${index}`,
      value: `value ${index}`,
    }));
    await writeFile(join(folder, "pairs.json"), JSON.stringify(pairs));
    await kv("bulk", "put", join(folder, "pairs.json"));
    for (const { key, value } of pairs) await untilText(key, value);
    await writeFile(join(folder, "some.json"), JSON.stringify(["bulk:1", "bulk:absent"]));
    const read = await kv("bulk", "get", join(folder, "some.json"));
    expect(read).toContain('"bulk:1": "value 1"');
    expect(read).toContain('"bulk:absent": null');
    await writeFile(join(folder, "keys.json"), JSON.stringify(pairs.map(({ key }) => key)));
    await kv("bulk", "delete", join(folder, "keys.json"), "--force");
    for (const { key } of pairs) await untilText(key, null);
  });

  it("fails with the reason when a write is refused", async () => {
    const refused = await run("key", "put", "wr:short", "x", "--ttl", "5");
    expect(refused.status).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain("Invalid expiration_ttl of 5.");
    expect(refused.stdout + refused.stderr).toContain("10034");
    const absent = await run("key", "get", "wr:absent");
    expect(absent.status).not.toBe(0);
    expect(absent.stdout + absent.stderr).toContain("404");
  });
});
