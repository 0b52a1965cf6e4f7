import { describe, expect, it } from "vitest";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";
import { sha256Hex } from "../support/node-digest.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";

const MIB = 1_048_576;

type Sent = {
  readonly stream: ReadableStream<Uint8Array>;
  pulledBytes: () => number;
  wasCancelled: () => boolean;
};

/** A body that comes in chunks of 64 KiB, only as fast as it is read. */
function chunked(sizeBytes: number, breakAfterBytes = Number.POSITIVE_INFINITY): Sent {
  let pulledBytes = 0;
  let isCancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulledBytes >= breakAfterBytes) return controller.error(new Error("connection reset"));
      if (pulledBytes >= sizeBytes) return controller.close();
      const chunk = new Uint8Array(Math.min(65_536, sizeBytes - pulledBytes)).fill(
        pulledBytes / 65_536,
      );
      pulledBytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
    cancel() {
      isCancelled = true;
    },
  });
  return { stream, pulledBytes: () => pulledBytes, wasCancelled: () => isCancelled };
}

const put = (rig: ProducerRig, stream: ReadableStream, declaredBytes: number | null = null) => {
  const headers = declaredBytes === null ? {} : { "Content-Length": String(declaredBytes) };
  return rig.put("large", stream, { headers });
};

function expectNothingLeft(rig: ProducerRig): void {
  expect(rig.queue.attempts).toBe(0);
  expect(rig.payloads.objects.size).toBe(0);
}

describe("a value over the inline limit", () => {
  it.each([
    ["announced", 3 * MIB],
    ["not announced", null],
  ])("waits in R2 under its version; its length %s", async (_, declaredBytes) => {
    const rig = new ProducerRig();
    const response = await put(rig, chunked(3 * MIB).stream, declaredBytes);
    expect(response.status).toBe(202);
    const [intent] = rig.queue.intents;
    const object = rig.payloads.objects.get(intent?.version ?? "");
    expect(object?.byteLength).toBe(3 * MIB);
    expect(intent).toMatchObject({
      value: { kind: "payload", sizeBytes: 3 * MIB, sha256: sha256Hex(object ?? "") },
    });
    expect(rig.payloads.begun).toMatchObject([
      { name: { namespace: "default", key: "large" }, sizeBytes: declaredBytes },
    ]);
  });

  it("is measured as its encoded envelope, not as its bytes", async () => {
    const rig = new ProducerRig();
    await rig.put("bytes", new Uint8Array(80_000).fill(0xff));
    await rig.put("text", "t".repeat(80_000));
    expect(rig.queue.intents).toMatchObject([
      { value: { kind: "payload", sizeBytes: 80_000 } },
      { value: { kind: "text" } },
    ]);
    expect(rig.payloads.objects.size).toBe(1);
  });

  it("may have 25 MiB to the byte", async () => {
    const rig = new ProducerRig();
    const response = await put(rig, chunked(MAX_VALUE_BYTES).stream);
    expect(response.status).toBe(202);
    expect(rig.queue.intents).toMatchObject([{ value: { sizeBytes: MAX_VALUE_BYTES } }]);
  });
});

describe("a value over 25 MiB", () => {
  it("is refused by its announced length before a byte is read", async () => {
    const rig = new ProducerRig();
    const sent = chunked(MAX_VALUE_BYTES + 1);
    const response = await put(rig, sent.stream, MAX_VALUE_BYTES + 1);
    expect(response.status).toBe(413);
    expect(sent.pulledBytes()).toBeLessThanOrEqual(65_536);
    expect(rig.payloads.begun).toEqual([]);
    expectNothingLeft(rig);
  });

  it("is refused without an announced length, too, and the sender stopped", async () => {
    const rig = new ProducerRig();
    const sent = chunked(2 * MAX_VALUE_BYTES);
    const response = await put(rig, sent.stream);
    expect(response.status).toBe(413);
    expect(sent.pulledBytes()).toBeLessThan(MAX_VALUE_BYTES + MIB);
    expect(sent.wasCancelled()).toBe(true);
    expect(rig.payloads.aborted).toHaveLength(1);
    expectNothingLeft(rig);
  });
});

describe("an upload that goes wrong", () => {
  it.each([
    ["large and breaks off", chunked(3 * MIB, 2 * MIB), null],
    ["large, announced and breaks off", chunked(3 * MIB, 2 * MIB), 3 * MIB],
    ["small and breaks off", chunked(65_536, 65_536), null],
    ["longer than announced", chunked(3 * MIB), 2 * MIB],
    ["shorter than announced", chunked(2 * MIB), 3 * MIB],
    ["small though announced as large", chunked(10), 3 * MIB],
    ["small and longer than announced", chunked(1_000), 10],
    ["small and shorter than announced", chunked(10), 1_000],
  ])("because it is %s answers 400 and leaves nothing", async (_, sent, declaredBytes) => {
    const rig = new ProducerRig();
    const response = await put(rig, sent.stream, declaredBytes);
    expect(response.status).toBe(400);
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:body-incomplete");
    expectNothingLeft(rig);
  });

  it.each(["begin", "write", "complete"] as const)(
    "because R2 fails at %s answers 503 and leaves nothing",
    async (step) => {
      const rig = new ProducerRig();
      rig.payloads.failing = step;
      const response = await put(rig, chunked(MIB).stream);
      expect(response.status).toBe(503);
      expect(response.headers.get("Retry-After")).toBe("1");
      expectNothingLeft(rig);
      expect(rig.events).toMatchObject([{ kind: "service-failed", service: "R2" }]);
    },
  );
});

describe("a large value without a bucket", () => {
  it("is refused with 413 and the name of the binding", async () => {
    const rig = new ProducerRig({ services: { payloads: null } });
    const streamed = await put(rig, chunked(MIB).stream);
    const buffered = await rig.put("bytes", new Uint8Array(80_000).fill(0xff));
    const listed = await rig.post("/v1/intents", {
      intents: [{ op: "put", key: "a", value: "v".repeat(100_000) }],
    });
    for (const response of [streamed, buffered, listed]) {
      expect(response.status).toBe(413);
      expect((await problemOf(response)).detail).toContain("PAYLOADS");
    }
    expect(rig.queue.attempts).toBe(0);
  });
});

describe("a large value whose message is not confirmed", () => {
  it("keeps its object, since the message may be in the queue all the same", async () => {
    const rig = new ProducerRig();
    rig.queue.fails = () => true;
    expect((await put(rig, chunked(MIB).stream)).status).toBe(503);
    expect(rig.payloads.objects.size).toBe(1);
  });
});
