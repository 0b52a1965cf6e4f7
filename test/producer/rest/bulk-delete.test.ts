import { describe, expect, it } from "vitest";
import { ProducerRig } from "../../support/producer-rig.ts";
import { refusalOf, restCaller, resultOf } from "../../support/rest-rig.ts";

const WAYS = [
  [
    "POST bulk/delete",
    (rig: ProducerRig, body: unknown) => restCaller(rig).postJson("bulk/delete", body),
  ],
  ["DELETE bulk", (rig: ProducerRig, body: unknown) => restCaller(rig).delete("bulk", body)],
] as const;

const keys = (count: number) => Array.from({ length: count }, (_, index) => `k/${index}`);

describe.each(WAYS)("%s", (_, remove) => {
  it("queues the deletion of 10,000 keys", async () => {
    const rig = new ProducerRig();
    expect(await resultOf(await remove(rig, keys(10_000)))).toEqual({
      successful_key_count: 10_000,
      unsuccessful_keys: [],
    });
    expect(new Set(rig.queue.intents.map(({ op }) => op))).toEqual(new Set(["delete"]));
    expect(new Set(rig.queue.intents.map(({ key }) => key))).toEqual(new Set(keys(10_000)));
  });

  it.each([
    ["an empty key", [...keys(9_999), ""], "/9999"],
    ["a number", [1, ...keys(2)], "/0"],
    ["an object", [{ name: "a" }], "/0"],
  ])("queues nothing when one key is %s", async (_, body, pointer) => {
    const rig = new ProducerRig();
    const refusal = await refusalOf(await remove(rig, body));
    expect(refusal).toMatchObject({ status: 400, errors: [{ source: { pointer } }] });
    expect(rig.queue.attempts).toBe(0);
  });

  it.each([
    ["10,001 keys", keys(10_001)],
    ["no array", { keys: ["a"] }],
  ])("refuses %s", async (_, body) => {
    const rig = new ProducerRig();
    expect(await refusalOf(await remove(rig, body))).toMatchObject({
      status: 400,
      errors: [{ code: 10012 }],
    });
    expect(rig.queue.attempts).toBe(0);
  });

  it("names the keys that the queue did not confirm", async () => {
    const rig = new ProducerRig();
    rig.queue.fails = () => true;
    const { status, result } = await refusalOf(await remove(rig, ["a", "b", "a"]));
    expect(status).toBe(503);
    expect(result).toEqual({ successful_key_count: 0, unsuccessful_keys: ["a", "b"] });
  });
});

describe("DELETE values/:key", () => {
  it("queues the deletion and answers with its receipt", async () => {
    const rig = new ProducerRig();
    const result = await resultOf(await restCaller(rig).delete("values/a%2Fb%20c%25"));
    expect(result).toMatchObject({ key: "a/b c%", op: "delete", status: "accepted" });
    expect(rig.queue.intents).toMatchObject([{ op: "delete", key: "a/b c%" }]);
  });

  it("answers 503 when the queue did not confirm", async () => {
    const rig = new ProducerRig();
    rig.queue.fails = () => true;
    const response = await restCaller(rig).delete("values/a");
    expect(response.headers.get("Retry-After")).toBe("1");
    expect(await refusalOf(response)).toMatchObject({ status: 503, errors: [{ code: 10001 }] });
  });
});
