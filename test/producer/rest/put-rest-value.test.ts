import { describe, expect, it } from "vitest";
import { ProducerRig } from "../../support/producer-rig.ts";
import { FORM_TYPE, formOf, refusalOf, restCaller, resultOf } from "../../support/rest-rig.ts";
import { NOW_MS } from "../../support/versions.ts";

const NOW_SECONDS = Math.floor(NOW_MS / 1_000);

async function expectNothingQueued(rig: ProducerRig, response: Response, code: number) {
  const refusal = await refusalOf(response);
  expect(refusal).toMatchObject({ status: 400, errors: [{ code }], result: null });
  expect(rig.queue.attempts).toBe(0);
  expect(rig.payloads.objects.size).toBe(0);
  return refusal.errors[0]?.message;
}

describe("PUT values/:key", () => {
  it.each([
    ["text", { "Content-Type": "text/plain;charset=UTF-8" }],
    ["no type", {}],
    ["JSON that is none", { "Content-Type": "application/json" }],
    ["a form of another kind", { "Content-Type": "application/x-www-form-urlencoded" }],
    ["several parts that are no form", { "Content-Type": "multipart/mixed; boundary=x" }],
  ])("takes the body for the value when it is labelled as %s", async (_, headers) => {
    const rig = new ProducerRig();
    const response = await restCaller(rig).put("values/a", new TextEncoder().encode("{plain"), {
      ...headers,
    });
    expect(await resultOf(response)).toMatchObject({
      namespace: "default",
      key: "a",
      op: "put",
      status: "accepted",
    });
    const [intent] = rig.queue.intents;
    expect(intent).toMatchObject({ key: "a", value: { kind: "text", text: "{plain" } });
    expect(intent).not.toHaveProperty("contentType");
    expect(intent).not.toHaveProperty("metadata");
  });

  it.each([
    ["wr%3Aa", "wr:a"],
    ["a%2Fb%20c%25", "a/b c%"],
    ["sdk:a", "sdk:a"],
    ["bulk", "bulk"],
  ])("takes the key %s for %s", async (encoded, key) => {
    const rig = new ProducerRig();
    await resultOf(await restCaller(rig).put(`values/${encoded}`, "v"));
    expect(rig.queue.intents).toMatchObject([{ key }]);
  });

  it.each([
    ["expiration_ttl=60", NOW_SECONDS + 60],
    [`expiration=${NOW_SECONDS + 60}`, NOW_SECONDS + 60],
    [`expiration=${NOW_SECONDS + 900}&expiration_ttl=120`, NOW_SECONDS + 120],
    ["expiration=99&expiration_ttl=120", NOW_SECONDS + 120],
  ])("lets a value end as ?%s says", async (query, expiration) => {
    const rig = new ProducerRig();
    await resultOf(await restCaller(rig).put(`values/a?${query}`, "v"));
    expect(rig.queue.intents).toMatchObject([{ expiration }]);
  });

  it.each([
    ["expiration_ttl=59", 10034, "expiration_ttl: Invalid expiration_ttl of 59."],
    ["expiration_ttl=0", 10034, "integer greater than 0"],
    ["expiration_ttl=1h", 10034, "expiration_ttl: "],
    [`expiration=${NOW_SECONDS + 59}`, 10001, "at least 60 seconds in the future"],
    ["expiration=1", 10001, "greater than the current number of seconds"],
    ["expiration=2147483648", 10001, "2147483647"],
    ["expiration_ttl=2147483647", 10034, "2147483647"],
    ["expirationTtl=60", 10001, "expirationTtl"],
  ])("refuses ?%s with code %i", async (query, code, words) => {
    const rig = new ProducerRig();
    const response = await restCaller(rig).put(`values/a?${query}`, "v");
    expect(await expectNothingQueued(rig, response, code)).toContain(words);
  });
});

describe("a form with a value", () => {
  it.each([
    ["alone", [{ name: "value", value: "v" }], undefined],
    [
      "before its metadata",
      [
        { name: "value", value: "v" },
        { name: "metadata", value: '{"a":1}' },
      ],
      { a: 1 },
    ],
    [
      "behind its metadata",
      [
        { name: "metadata", value: ' ["x"] ' },
        { name: "value", value: "v" },
      ],
      ["x"],
    ],
    [
      "beside null for metadata",
      [
        { name: "value", value: "v" },
        { name: "metadata", value: "null" },
      ],
      undefined,
    ],
    [
      "as a file",
      [{ name: "value", value: "v", more: '; filename="name=\\"x\\".bin"' }],
      undefined,
    ],
  ])("is accepted with the value %s", async (_, parts, metadata) => {
    const rig = new ProducerRig();
    await resultOf(await restCaller(rig).put("values/a", formOf(...parts), FORM_TYPE));
    expect(rig.queue.intents).toMatchObject([{ value: { kind: "text", text: "v" } }]);
    expect(rig.queue.intents[0]).toEqual(
      metadata === undefined
        ? expect.not.objectContaining({ metadata: expect.anything() })
        : expect.objectContaining({ metadata }),
    );
  });

  it("is accepted as FormData writes it", async () => {
    const rig = new ProducerRig();
    const form = new FormData();
    form.set("value", new Blob([new Uint8Array([0, 255, 13, 10, 45, 45])]));
    form.set("metadata", '{"from":"FormData"}');
    await resultOf(await restCaller(rig).put("values/a", form));
    expect(rig.queue.intents).toMatchObject([
      { value: { kind: "base64" }, metadata: { from: "FormData" } },
    ]);
  });

  it.each([
    ["no value", formOf({ name: "metadata", value: "1" }), "required form field 'value'"],
    ["no part", formOf(), "required form field 'value'"],
    [
      "two values",
      formOf({ name: "value", value: "1" }, { name: "value", value: "2" }),
      "'value' is given twice",
    ],
    [
      "metadata twice",
      formOf(
        { name: "metadata", value: "1" },
        { name: "value", value: "2" },
        { name: "metadata", value: "3" },
      ),
      "'metadata' is given twice",
    ],
    [
      "a part of another name",
      formOf({ name: "value", value: "1" }, { name: "other", value: "2" }),
      "'value' and 'metadata' only",
    ],
    [
      "an object that the client took apart",
      formOf({ name: "value", value: "1" }, { name: "metadata[a]", value: "2" }),
      "JSON string",
    ],
  ])("is refused with %s", async (_, form, words) => {
    const rig = new ProducerRig();
    const response = await restCaller(rig).put("values/a", form, FORM_TYPE);
    expect(await expectNothingQueued(rig, response, 10047)).toContain(words);
  });

  it.each([
    ["is no JSON", "{a:1}"],
    ["is larger than KV keeps", JSON.stringify("x".repeat(1_024))],
    ["has a member __proto__", '{"__proto__":{}}'],
    ["is far too large", `"${"x".repeat(100_000)}"`],
  ])("is refused when its metadata %s", async (_, value) => {
    const rig = new ProducerRig();
    const form = formOf({ name: "value", value: "v" }, { name: "metadata", value });
    const response = await restCaller(rig).put("values/a", form, FORM_TYPE);
    expect(await expectNothingQueued(rig, response, 10001)).toMatch(/^metadata: /);
  });

  it("is refused without a boundary in its type", async () => {
    const rig = new ProducerRig();
    const headers = { "Content-Type": "multipart/form-data" };
    const response = await restCaller(rig).put("values/a", "--x--", headers);
    expect(await expectNothingQueued(rig, response, 10047)).toContain("boundary");
  });

  it("is refused when it breaks off", async () => {
    const rig = new ProducerRig();
    const whole = formOf({ name: "value", value: "v" });
    const response = await restCaller(rig).put("values/a", whole.slice(0, -8), FORM_TYPE);
    expect(await expectNothingQueued(rig, response, 10001)).toContain("send it again");
  });
});
