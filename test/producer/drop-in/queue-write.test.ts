import { describe, expect, it } from "vitest";
import { queueTouch } from "../../../producer/drop-in/queue-touch.ts";
import { queueDelete, queuePut } from "../../../producer/drop-in/queue-write.ts";
import { DropInRig } from "../../support/drop-in-rig.ts";
import { sha256Hex } from "../../support/node-digest.ts";
import { NOW_MS } from "../../support/versions.ts";

const MIB = 1_048_576;

describe("put of the drop-in", () => {
  it("queues the same intent as a PUT and gives its receipt", async () => {
    const rig = new DropInRig({ namespace: "sessions" });
    const options = { expirationTtl: 60, metadata: { a: 1 } };
    const receipt = await queuePut(rig.target, ["k", "välue", options]);
    const [intent] = rig.queue.intents;
    expect(intent).toEqual({
      v: 1,
      op: "put",
      namespace: "sessions",
      key: "k",
      version: receipt.version,
      generation: 0,
      acceptedAtMs: NOW_MS,
      priority: "normal",
      onFailure: "dead-letter",
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      value: { kind: "text", text: "välue" },
      expiration: NOW_MS / 1_000 + 60,
      metadata: { a: 1 },
    });
    expect(receipt).toMatchObject({ namespace: "sessions", key: "k", op: "put" });
  });

  it.each([10, 200_000])(
    "keeps %i bytes as they were at the call, like KV: the caller may fill the buffer anew",
    async (sizeBytes) => {
      const rig = new DropInRig();
      const scratch = new Uint8Array(sizeBytes).fill(65);
      const puts = [queuePut(rig.target, ["view", scratch])];
      puts.push(queuePut(rig.target, ["buffer", scratch.buffer]));
      scratch.fill(66);
      await Promise.all(puts);
      const first = "A".repeat(sizeBytes);
      for (const { version, ...intent } of rig.queue.intents) {
        const stored = new TextDecoder().decode(rig.payloads.objects.get(version));
        expect(intent).toMatchObject(
          sizeBytes === 10
            ? { value: { kind: "text", text: first } }
            : { value: { kind: "payload", sha256: sha256Hex(first) } },
        );
        expect(stored).toBe(sizeBytes === 10 ? "" : first);
      }
      expect(rig.queue.intents).toHaveLength(2);
    },
  );

  it("takes a priority, which decides the lane", async () => {
    const rig = new DropInRig();
    await queuePut(rig.target, ["a", "1", { priority: "immediate" }]);
    await queueDelete(rig.target, ["b", { priority: "immediate" }]);
    await queueTouch(rig.target, ["c", { priority: "immediate", expirationTtl: 60 }]);
    await queuePut(rig.target, ["d", "1", { priority: "normal" }]);
    const lanes = rig.queue.intents.map(({ key, priority }) => `${key} ${priority}`);
    expect(lanes).toEqual(["a immediate", "b immediate", "c immediate", "d normal"]);
  });

  it("refuses a priority that there is not", async () => {
    const { target } = new DropInRig();
    const priority = "urgent";
    const expected = `Invalid priority. Expected "normal" or "immediate".`;
    await expect(queuePut(target, ["a", "1", { priority }])).rejects.toThrow(
      `KV PUT failed: 400 ${expected}`,
    );
    await expect(queueDelete(target, ["a", { priority }])).rejects.toThrow(
      `KV DELETE failed: 400 ${expected}`,
    );
    await expect(queueTouch(target, ["a", { priority, expirationTtl: 60 }])).rejects.toThrow(
      `KV TOUCH failed: 400 ${expected}`,
    );
  });

  it("stamps ascending versions", async () => {
    const rig = new DropInRig();
    const first = await queuePut(rig.target, ["k", "1"]);
    const second = await queueDelete(rig.target, ["k"]);
    expect(second.version > first.version).toBe(true);
  });

  it("takes keys and primitives as KV does, as text", async () => {
    const rig = new DropInRig();
    await queuePut(rig.target, [12, true]);
    await queueDelete(rig.target, [["a", "b"]]);
    expect(rig.queue.intents).toMatchObject([
      { key: "12", value: { kind: "text", text: "true" } },
      { op: "delete", key: "a,b" },
    ]);
  });

  it("sends a large stream on while it comes, without knowing its length", async () => {
    const rig = new DropInRig();
    let sentMib = 0;
    const openWhenSent: number[] = [];
    const stream = new ReadableStream({
      pull(controller) {
        openWhenSent.push(rig.payloads.begun.length);
        if (sentMib++ < 4) controller.enqueue(new Uint8Array(MIB).fill(sentMib));
        else controller.close();
      },
    });
    const { version } = await queuePut(rig.target, ["large", stream]);
    expect(rig.payloads.begun).toMatchObject([{ sizeBytes: null }]);
    expect(openWhenSent.at(-1)).toBe(1);
    const stored = rig.payloads.objects.get(version) ?? new Uint8Array();
    expect(rig.queue.intents).toMatchObject([
      { value: { kind: "payload", sha256: sha256Hex(stored), sizeBytes: 4 * MIB } },
    ]);
  });

  it("keeps a small stream in the message", async () => {
    const rig = new DropInRig();
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue("text, ");
        controller.enqueue(new TextEncoder().encode("bytes"));
        controller.enqueue(new TextEncoder().encode(" and a buffer").buffer);
        controller.close();
      },
    });
    await queuePut(rig.target, ["small", stream]);
    const value = { kind: "text", text: "text, bytes and a buffer" };
    expect(rig.queue.intents).toMatchObject([{ value }]);
  });

  it.each([0, 3])("leaves nothing of a stream that breaks off after %i MiB", async (mib) => {
    const rig = new DropInRig();
    let sentMib = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (sentMib++ < mib) controller.enqueue(new Uint8Array(MIB));
        else controller.error(new Error("the source is gone"));
      },
    });
    await expect(queuePut(rig.target, ["k", stream])).rejects.toThrow(
      "KV PUT failed: 400 the upload broke off before its end; send it again",
    );
    expect(rig.payloads.objects.size).toBe(0);
    expect(rig.queue.intents).toEqual([]);
  });

  it("refuses a stream that somebody reads already", async () => {
    const rig = new DropInRig();
    const stream = new Blob(["x"]).stream();
    stream.getReader();
    const put = queuePut(rig.target, ["k", stream]);
    await expect(put).rejects.toThrow("The ReadableStream has been locked to a reader.");
  });

  it("does not take hold of a stream whose key or options are refused", async () => {
    const rig = new DropInRig();
    const stream = new Blob(["x"]).stream();
    await expect(queuePut(rig.target, ["", stream])).rejects.toThrow(TypeError);
    await expect(queuePut(rig.target, ["k", stream, { expirationTtl: 1 }])).rejects.toThrow("400");
    expect(stream.locked).toBe(false);
  });

  it("rejects with KV's word for unavailable when the queue does not confirm", async () => {
    const rig = new DropInRig();
    rig.queue.fails = () => true;
    await expect(queuePut(rig.target, ["k", "v"])).rejects.toThrow(
      /^KV PUT failed: 503 the queue did not confirm the write; it may still take effect/,
    );
    await expect(queueDelete(rig.target, ["k"])).rejects.toThrow(/^KV DELETE failed: 503 /);
  });
});

describe("a grant", () => {
  it.each([
    [new DropInRig({ scopes: ["read"] }), "mine:1"],
    [new DropInRig({ access: { prefixes: ["mine:"] } }), "theirs:1"],
    [new DropInRig({ access: { prefixes: [] } }), "mine:1"],
  ])("keeps writes outside it from the queue (%#)", async (rig, key) => {
    await expect(queuePut(rig.target, [key, "v"])).rejects.toThrow("KV PUT failed: 403");
    await expect(queueDelete(rig.target, [key])).rejects.toThrow("KV DELETE failed: 403");
    expect(rig.queue.attempts).toBe(0);
  });

  it("says nothing about the keys that it refuses", async () => {
    const rig = new DropInRig({ access: { prefixes: ["mine:"] } });
    const error = await queuePut(rig.target, ["theirs:secret", "v"]).catch((reason) => reason);
    expect(error.message).not.toContain("secret");
  });
});
