import { describe, expect, it } from "vitest";
import { problemOf } from "../../support/problem-of.ts";
import { ProducerRig } from "../../support/producer-rig.ts";

const HOUR_MS = 3_600_000;
const keyed = (key: string, more: Record<string, string> = {}) => ({
  headers: { "Idempotency-Key": key, ...more },
});
const version = async (response: Response) =>
  ((await response.json()) as { readonly version: string }).version;

describe("a write with an Idempotency-Key", () => {
  it("gets the same receipt again and is enqueued once", async () => {
    const rig = new ProducerRig();
    const first = await rig.put("k", "v", keyed("one"));
    rig.nowMs += 23 * HOUR_MS;
    const second = await rig.put("k", "v", keyed('"one"'));
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(await second.json()).toEqual(await first.json());
    expect(rig.queue.intents).toHaveLength(1);
  });

  it.each([
    [
      "PUT",
      (rig: ProducerRig, expiration: number) =>
        rig.request(`/v1/kv/default/k?expiration=${expiration}`, {
          method: "PUT",
          body: "v",
          ...keyed("one"),
        }),
    ],
    [
      "POST",
      (rig: ProducerRig, expiration: number) =>
        rig.request("/v1/intents", {
          method: "POST",
          body: JSON.stringify({ intents: [{ op: "put", key: "k", value: "v", expiration }] }),
          ...keyed("one"),
        }),
    ],
  ])("by %s gets the same receipt also after the end of its value", async (_, send) => {
    const rig = new ProducerRig();
    const expiration = rig.nowMs / 1_000 + 60;
    const first = await send(rig, expiration);
    rig.nowMs += 61_000;
    const second = await send(rig, expiration);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(await second.json()).toEqual(await first.json());
    expect(rig.queue.intents).toHaveLength(1);
  });

  it("uploads a large value once", async () => {
    const rig = new ProducerRig({ settings: { INLINE_LIMIT_BYTES: 1_024 } });
    const value = "x".repeat(50_000);
    const first = await version(await rig.put("k", value, keyed("one")));
    expect(await version(await rig.put("k", value, keyed("one")))).toBe(first);
    expect([...rig.payloads.objects.keys()]).toEqual([first]);
  });

  it("is a new write after a day, and for another key", async () => {
    const rig = new ProducerRig();
    await rig.put("k", "v", keyed("one"));
    await rig.put("k", "v", keyed("two"));
    rig.nowMs += 24 * HOUR_MS;
    await rig.put("k", "v", keyed("one"));
    expect(rig.queue.intents).toHaveLength(3);
  });

  it("is another's for another token", async () => {
    const rig = new ProducerRig({ tokens: { all: {}, other: {} } });
    await rig.put("k", "v", keyed("one"));
    const init = { method: "PUT", body: "other", ...keyed("one") };
    expect((await rig.request("/v1/kv/default/k", init, "other")).status).toBe(202);
    expect(rig.queue.intents).toHaveLength(2);
  });

  it.each<[string, (rig: ProducerRig) => Promise<Response>]>([
    ["value", (rig) => rig.put("k", "w", keyed("one"))],
    ["key", (rig) => rig.put("l", "v", keyed("one"))],
    ["metadata", (rig) => rig.put("k", "v", keyed("one", { "Sluice-Metadata": "1" }))],
    ["method", (rig) => rig.request("/v1/kv/default/k", { method: "DELETE", ...keyed("one") })],
    [
      "query",
      (rig) =>
        rig.request("/v1/kv/default/k?onFailure=drop", {
          method: "PUT",
          body: "v",
          ...keyed("one"),
        }),
    ],
  ])("is refused with another %s", async (_, send) => {
    const rig = new ProducerRig();
    await rig.put("k", "v", keyed("one"));
    const response = await send(rig);
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      type: "urn:sluice:problem:idempotency-mismatch",
      errors: [{ header: "Idempotency-Key" }],
    });
    expect(rig.queue.intents).toHaveLength(1);
  });

  it("answers 409 while the first request is under way", async () => {
    const rig = new ProducerRig();
    let finish: () => void = () => {};
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        finish = () => controller.close();
      },
    });
    const first = rig.put("k", slow, keyed("one"));
    await expect
      .poll(() => rig.requests.load("all\none"), { timeout: 20_000 })
      .toMatchObject({ done: null });
    const second = await rig.put("k", null, keyed("one"));
    expect(second.status).toBe(409);
    expect(second.headers.get("Retry-After")).toBe("1");
    finish();
    expect((await first).status).toBe(202);
    expect((await rig.put("k", null, keyed("one"))).status).toBe(202);
    expect(rig.queue.intents).toHaveLength(1);
  });

  it("leaves its key free when it was refused", async () => {
    const rig = new ProducerRig();
    const path = "/v1/intents";
    const post = (body: string) => rig.request(path, { method: "POST", body, ...keyed("one") });
    expect((await post("no json")).status).toBe(400);
    const right = JSON.stringify({ intents: [{ op: "delete", key: "k" }] });
    const first = await post(right);
    expect(first.status).toBe(202);
    expect(await (await post(right)).json()).toEqual(await first.json());
    expect(rig.queue.intents).toHaveLength(1);
  });

  it("is unconfirmed when the ledger cannot remember it, and not accepted when it cannot be asked", async () => {
    const refusing = (kinds: readonly string[]) => {
      const rig = new ProducerRig({
        services: {
          requests: {
            ask: async ({ kind }) => {
              if (kinds.includes(kind)) throw new Error("the ledger is away");
              return { kind: "yours" };
            },
          },
        },
      });
      return rig;
    };
    const forgetful = refusing(["complete"]);
    const response = await forgetful.put("k", "v", keyed("one"));
    expect(response.status).toBe(503);
    expect(await problemOf(response)).toMatchObject({ type: "urn:sluice:problem:unconfirmed" });
    const away = refusing(["claim"]);
    expect((await away.put("k", "v", keyed("one"))).status).toBe(503);
    expect(away.queue.intents).toEqual([]);
  });

  it.each(["", "with space", "é", '"', `"${"k".repeat(256)}"`])(
    "is refused with the malformed key %j",
    async (key) => {
      const rig = new ProducerRig();
      const response = await rig.put("k", "v", {
        headers: new Headers([["Idempotency-Key", key]]),
      });
      expect(response.status).toBe(400);
      expect(rig.queue.intents).toEqual([]);
    },
  );
});
