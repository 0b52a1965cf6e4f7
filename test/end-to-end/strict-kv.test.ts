import "../support/quiet-wrangler.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestHarness } from "wrangler";
import { strictKvClient } from "../support/strict-kv/strict-kv-client.ts";

const harness = createTestHarness({
  workers: [{ configPath: "test/support/strict-kv/wrangler.toml" }],
});
const strictKv = strictKvClient((path, init) => harness.getWorker("strict-kv").fetch(path, init));
const kv = async () => (await harness.getWorker("strict-kv").getExport()) as unknown as KVNamespace;

/** Outside of a Worker, the proxy of a binding throws at once instead of rejecting. */
const attempt = async (write: () => Promise<void>) => write();

let keys = 0;
let key = "";
beforeAll(async () => void (await harness.listen()));
afterAll(() => harness.close());
beforeEach(async () => {
  key = `key-${keys++}`;
  await strictKv.clearFaults();
  await strictKv.clearReport();
});

const always = (effect: Parameters<typeof strictKv.setFault>[0]["effect"]) =>
  strictKv.setFault({ name: "fault", keys: { kind: "exact", key }, effect });

describe("strict KV over RPC", () => {
  it("stores text, bytes and metadata as the namespace below does", async () => {
    const namespace = await kv();
    await namespace.put(key, new Uint8Array([104, 105]), { metadata: { owner: "me" } });
    expect(await namespace.get(key)).toBe("hi");
    expect((await namespace.getWithMetadata(key)).metadata).toEqual({ owner: "me" });
  });

  it("refuses a second write of a key within a second and records both", async () => {
    const namespace = await kv();
    await namespace.put(key, "one");
    await expect(attempt(() => namespace.put(key, "two"))).rejects.toThrow(
      "KV PUT failed: 429 Too Many Requests",
    );
    await expect(attempt(() => namespace.delete(key))).rejects.toThrow(
      "KV DELETE failed: 429 Too Many Requests",
    );
    expect(await namespace.get(key)).toBe("one");
    expect(await strictKv.report()).toMatchObject({ attempts: 3, landed: 1, uninvited429s: 2 });
  });

  it("passes on what the namespace below refuses", async () => {
    const namespace = await kv();
    await expect(attempt(() => namespace.put(key, "x", { expirationTtl: 5 }))).rejects.toThrow(
      "KV PUT failed: 400",
    );
    await expect(attempt(() => namespace.put("", "x"))).rejects.toThrow(TypeError);
  });

  it("keeps the value of a write that it reports as failed", async () => {
    await always({ kind: "landed", status: 500 });
    const namespace = await kv();
    await expect(attempt(() => namespace.put(key, "x"))).rejects.toThrow("KV PUT failed: 500");
    expect(await namespace.get(key)).toBe("x");
  });

  it("lets a silent write land at once, late or never", async () => {
    const namespace = await kv();
    const other = `${key}-at-once`;
    const atOnce = { kind: "silent", durationMs: 20, lands: "at-once" } as const;
    const keysOf = { kind: "exact", key: other } as const;
    await strictKv.setFault({ name: "other", keys: keysOf, effect: atOnce });
    await expect(attempt(() => namespace.put(other, "at once"))).rejects.toThrow(
      "Network connection lost",
    );
    expect(await namespace.get(other)).toBe("at once");
    await always({ kind: "silent", durationMs: 20, lands: "never" });
    await expect(attempt(() => namespace.put(key, "never"))).rejects.toThrow(
      "Network connection lost",
    );
    expect(await namespace.get(key)).toBeNull();
    await always({ kind: "silent", durationMs: 20, lands: "late" });
    await expect(attempt(() => namespace.put(key, "late"))).rejects.toThrow(
      "Network connection lost",
    );
    expect(await namespace.get(key)).toBe("late");
  });

  it("says that the day's writes are used up", async () => {
    await always({ kind: "daily-limit" });
    const namespace = await kv();
    await expect(attempt(() => namespace.put(key, "x"))).rejects.toThrow(
      "KV put() limit exceeded for the day.",
    );
  });
});
