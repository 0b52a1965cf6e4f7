import { describe, expect, it } from "vitest";
import { remoteKv } from "../support/drop-in-caller/remote-kv.ts";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice } from "../support/run-sluice.ts";
import { type Receipt, sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(() =>
  runSluice({
    kv: "local",
    vars: { L1_TTL_SECONDS: '{"session:":3600}' },
    others: ["test/support/drop-in-caller/wrangler.toml"],
  }),
);

const on = (binding: string) => remoteKv(sluice.other("drop-in-caller"), binding);

const putApplied = async (key: string, value: string): Promise<void> => {
  const receipt = (await on("KV").call("put", key, value)) as Receipt;
  await sluiceUser(sluice).untilState(receipt, "applied");
};

describe("SluiceKV with an L1 cache", () => {
  it("answers a binding from memory what it has read, and no other binding", async () => {
    await putApplied("session:1", "first");
    expect(await on("KV").call("get", "session:1")).toBe("first");
    // Past Sluice, so that only KV knows.
    await on("NAMESPACE").call("put", "session:1", "behind its back");
    expect(await on("KV").call("get", "session:1")).toBe("first");
    expect(await on("KV_READER").call("get", "session:1")).toBe("behind its back");
    await expect(on("KV_LIMITED").call("get", "session:1")).rejects.toThrow("403");
  });

  it("keeps nothing of other prefixes", async () => {
    await putApplied("user:1", "first");
    expect(await on("KV").call("get", "user:1")).toBe("first");
    await on("NAMESPACE").call("put", "user:1", "second");
    expect(await on("KV").call("get", "user:1")).toBe("second");
  });

  it.each([
    ["put", "over RPC", () => on("KV").call("put", "session:2", "second")],
    ["put", "over HTTP", () => sluiceUser(sluice).put("session:2", "second")],
  ])("drops what is written: %s %s", async (_, __, write) => {
    await putApplied("session:2", "first");
    await pollUntil(async () => (await on("KV").call("get", "session:2")) === "first");
    await write();
    await pollUntil(async () => (await on("KV").call("get", "session:2")) === "second");
    expect(await on("KV").call("get", "session:2")).toBe("second");
  });
});
