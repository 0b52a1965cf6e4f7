import { describe, expect, it } from "vitest";
import { queueTouch } from "../../../producer/drop-in/queue-touch.ts";
import { problem } from "../../../producer/problems.ts";
import { DropInRig } from "../../support/drop-in-rig.ts";
import { ProducerRig } from "../../support/producer-rig.ts";

const backlogCap = { refusal: async () => problem("backlog-full", "1,000 writes wait already") };
const REST = "/client/v4/accounts/any/storage/kv/namespaces/default";
const json = (body: unknown): RequestInit => ({ method: "PUT", body: JSON.stringify(body) });
const post = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

describe("a full backlog", () => {
  it.each<readonly [string, string, RequestInit]>([
    ["a put", "/v1/kv/default/a", { method: "PUT", body: "v" }],
    ["a deletion", "/v1/kv/default/a", { method: "DELETE" }],
    ["many intents", "/v1/intents", post({ intents: [{ op: "delete", key: "a" }] })],
    ["a put in Cloudflare's shape", `${REST}/values/a`, { method: "PUT", body: "v" }],
    ["a deletion in Cloudflare's shape", `${REST}/values/a`, { method: "DELETE" }],
    ["a bulk write", `${REST}/bulk`, json([{ key: "a", value: "v" }])],
    ["a bulk deletion", `${REST}/bulk/delete`, post(["a"])],
  ])("refuses %s with 503, and queues nothing", async (_, path, init) => {
    const rig = new ProducerRig({ services: { backlogCap } });
    const response = await rig.request(path, init);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(rig.queue.attempts).toBe(0);
  });

  it("refuses a touch of the drop-in", async () => {
    const rig = new DropInRig();
    const { acceptance } = rig.target;
    const services = { ...acceptance.services, backlogCap };
    const target = { ...rig.target, acceptance: { ...acceptance, services } };
    await expect(queueTouch(target, ["a", { expirationTtl: 60 }])).rejects.toThrow(
      "KV TOUCH failed: 503",
    );
    expect(rig.queue.attempts).toBe(0);
  });
});
