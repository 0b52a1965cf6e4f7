import { describe, expect, it } from "vitest";
import { queueTouch } from "../../../producer/drop-in/queue-touch.ts";
import { DropInRig } from "../../support/drop-in-rig.ts";
import { NOW_MS } from "../../support/versions.ts";

describe("touch of the drop-in", () => {
  it("queues a touch with an absolute end and gives its receipt", async () => {
    const rig = new DropInRig({ namespace: "sessions" });
    const receipt = await queueTouch(rig.target, ["k", { expirationTtl: 60 }]);
    expect(rig.queue.intents).toEqual([
      {
        v: 1,
        op: "touch",
        namespace: "sessions",
        key: "k",
        version: receipt.version,
        generation: 0,
        acceptedAtMs: NOW_MS,
        priority: "normal",
        onFailure: "dead-letter",
        expiration: NOW_MS / 1_000 + 60,
      },
    ]);
    expect(receipt).toMatchObject({ namespace: "sessions", key: "k", op: "touch" });
  });

  it("lets the relative end count, as put does", async () => {
    const rig = new DropInRig();
    const expiration = NOW_MS / 1_000 + 600;
    await queueTouch(rig.target, ["k", { expirationTtl: 60, expiration }]);
    await queueTouch(rig.target, ["k", { expiration }]);
    expect(rig.queue.intents).toMatchObject([{ expiration: NOW_MS / 1_000 + 60 }, { expiration }]);
  });

  it.each<readonly [string, readonly unknown[], string]>([
    ["no key", [], "parameter 1 is not of type 'string'"],
    ["no options", ["k"], "parameter 2 is not of type 'TouchOptions'"],
    [
      "options without an end",
      ["k", {}],
      "KV TOUCH failed: 400 Expected expirationTtl or expiration.",
    ],
    [
      "59 seconds",
      ["k", { expirationTtl: 59 }],
      "KV TOUCH failed: 400 Invalid expiration_ttl of 59.",
    ],
    [
      "an end in the past",
      ["k", { expiration: 1 }],
      "KV TOUCH failed: 400 Invalid expiration of 1.",
    ],
    ["an empty key", ["", { expirationTtl: 60 }], "Key name cannot be empty."],
  ])("refuses %s", async (_, given, text) => {
    const rig = new DropInRig();
    await expect(queueTouch(rig.target, given)).rejects.toThrow(text);
    expect(rig.queue.attempts).toBe(0);
  });

  it("needs the right to write, and a key inside the prefixes", async () => {
    const options = { expirationTtl: 60 };
    const reader = new DropInRig({ scopes: ["read"] });
    await expect(queueTouch(reader.target, ["k", options])).rejects.toThrow("KV TOUCH failed: 403");
    const limited = new DropInRig({ access: { prefixes: ["user:"] } });
    await expect(queueTouch(limited.target, ["k", options])).rejects.toThrow(
      "KV TOUCH failed: 403",
    );
  });
});
