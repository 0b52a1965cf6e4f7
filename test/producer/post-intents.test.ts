import { describe, expect, it } from "vitest";
import { WriteIntent } from "../../shared/write-intent.ts";
import { sha256Hex } from "../support/node-digest.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { NOW_MS, versionAt } from "../support/versions.ts";

type Receipts = {
  readonly receipts: readonly { key: string; op: string; version: string; status: string }[];
};

const receiptsOf = async (response: Response) => ((await response.json()) as Receipts).receipts;

const puts = (count: number, value = "v") =>
  Array.from({ length: count }, (_, index) => ({ op: "put", key: `k${index}`, value }));

describe("POST /v1/intents", () => {
  it("queues every intent and gives receipts in the order of the request", async () => {
    const rig = new ProducerRig();
    const intents = [
      { op: "put", key: "a", value: "text", metadata: { m: null }, contentType: "text/plain" },
      { op: "put", key: "b", valueBase64: "/wD+", expirationTtl: 60, onFailure: "drop" },
      { op: "delete", key: "a", namespace: "default", priority: "immediate" },
    ];
    const response = await rig.post("/v1/intents", { intents });
    expect(response.status).toBe(202);
    const receipts = await receiptsOf(response);
    expect(receipts).toMatchObject([
      { key: "a", op: "put", status: "accepted" },
      { key: "b", op: "put", status: "accepted" },
      { key: "a", op: "delete", status: "accepted" },
    ]);
    const sent = new Map(rig.queue.intents.map((intent) => [intent.version, intent]));
    expect(receipts.map(({ version }) => WriteIntent.parse(sent.get(version)))).toMatchObject([
      { value: { kind: "text", text: "text" }, metadata: { m: null }, contentType: "text/plain" },
      {
        value: { kind: "base64", base64: "/wD+" },
        expiration: NOW_MS / 1_000 + 60,
        onFailure: "drop",
      },
      { op: "delete", priority: "immediate" },
    ]);
    expect(new Set(rig.queue.batches.map((batch) => batch.lane))).toEqual(
      new Set(["normal", "immediate"]),
    );
  });

  it("queues a touch with an absolute end, and leaves the edge cache as it is", async () => {
    const rig = new ProducerRig();
    const intents = [{ op: "touch", key: "a", expirationTtl: 60, after: versionAt(NOW_MS) }];
    const receipts = await receiptsOf(await rig.post("/v1/intents", { intents }));
    expect(receipts).toMatchObject([{ key: "a", op: "touch", status: "accepted" }]);
    expect(rig.queue.intents).toMatchObject([{ op: "touch", expiration: NOW_MS / 1_000 + 60 }]);
    expect(WriteIntent.parse(rig.queue.intents[0])).not.toHaveProperty("digest");
    await rig.settle();
    expect(rig.edge.entries.size).toBe(0);
  });

  it("takes 1,000 intents, cut into sends that the platform takes; versions ascend", async () => {
    const rig = new ProducerRig();
    const response = await rig.post("/v1/intents", { intents: puts(1_000, "v".repeat(3_000)) });
    expect(response.status).toBe(202);
    const versions = (await receiptsOf(response)).map((receipt) => receipt.version);
    expect(versions).toEqual([...versions].sort());
    expect(new Set(versions).size).toBe(1_000);
    expect(rig.queue.intents).toHaveLength(1_000);
  });

  it("stores a large value in R2", async () => {
    const rig = new ProducerRig();
    const value = "é".repeat(100_000);
    await rig.post("/v1/intents", { intents: [{ op: "put", key: "a", value }] });
    expect(rig.queue.intents).toMatchObject([
      { value: { kind: "payload", sizeBytes: 200_000, sha256: sha256Hex(value) } },
    ]);
    expect(rig.payloads.objects.size).toBe(1);
  });

  it("orders the writes after the versions that they name", async () => {
    const rig = new ProducerRig();
    const after = versionAt(NOW_MS + 1_000, 3);
    const intents = [
      { op: "delete", key: "a" },
      { op: "delete", key: "b", after },
    ];
    await rig.post("/v1/intents", { intents });
    expect(rig.queue.intents.map(({ version }) => version > after)).toEqual([true, true]);
  });

  it("removes the objects of earlier values when a later one finds no place", async () => {
    const rig = new ProducerRig();
    const begin = rig.payloads.begin.bind(rig.payloads);
    rig.payloads.begin = (name, sizeBytes) =>
      name.key === "k2" ? Promise.reject(new Error("R2 is away")) : begin(name, sizeBytes);
    const response = await rig.post("/v1/intents", { intents: puts(3, "v".repeat(100_000)) });
    expect(response.status).toBe(503);
    expect(rig.payloads.begun).toHaveLength(2);
    expect(rig.payloads.objects.size).toBe(0);
    expect(rig.queue.attempts).toBe(0);
  });
});

describe("a queue that confirms only a part", () => {
  it("makes the answer 207 with a status for each", async () => {
    const rig = new ProducerRig();
    rig.queue.fails = ({ intents }) => intents.some((intent) => intent.key === "k150");
    const response = await rig.post("/v1/intents", { intents: puts(300) });
    expect(response.status).toBe(207);
    const receipts = await receiptsOf(response);
    expect(receipts.map(({ status }) => status)).toEqual(
      receipts.map((_, index) => (index >= 100 && index < 200 ? "unconfirmed" : "accepted")),
    );
    expect(rig.queue.intents).toHaveLength(200);
    await rig.settle();
    expect(rig.edge.entries.size).toBe(200);
  });

  it("makes the answer 503 when nothing was confirmed", async () => {
    const rig = new ProducerRig();
    rig.queue.fails = () => true;
    const response = await rig.post("/v1/intents", { intents: puts(150) });
    expect(response.status).toBe(503);
    expect(rig.queue.attempts).toBe(4);
    await rig.settle();
    expect(rig.edge.entries.size).toBe(0);
  });
});
