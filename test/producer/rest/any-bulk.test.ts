import { describe, expect, it } from "vitest";
import { FailureEnvelope } from "../../../producer/rest/envelope.ts";
import { ProducerRig } from "../../support/producer-rig.ts";
import { fc } from "../../support/property.ts";
import { restPath } from "../../support/rest-rig.ts";

const key = fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue());

/** Near the right shape, so that the checks behind the first one are reached, too. */
const nearPair = fc.record(
  {
    key,
    value: fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), fc.jsonValue()),
    base64: fc.oneof(fc.boolean(), fc.jsonValue()),
    expiration: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
    expiration_ttl: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
    metadata: fc.jsonValue(),
  },
  { requiredKeys: ["key", "value"] },
);

const body = fc.oneof(
  fc.json(),
  fc.string({ unit: "binary" }),
  fc.array(nearPair, { maxLength: 4 }).map((pairs) => JSON.stringify(pairs)),
  fc.array(key, { maxLength: 4 }).map((keys) => JSON.stringify(keys)),
  fc
    .record({ keys: fc.array(key, { maxLength: 4 }), type: fc.constantFrom("text", "json", 1) })
    .map((given) => JSON.stringify(given)),
);

/** Each key that was given is queued, and counted once; a read queues none. */
function expectWhole(rig: ProducerRig, text: string, answer: unknown): void {
  const queued = new Set(rig.queue.intents.map(({ key }) => key));
  const body: unknown = JSON.parse(text);
  const list = Array.isArray(body) ? body : [];
  const given = new Set(list.map((one) => (typeof one === "string" ? one : one.key)));
  expect(queued).toEqual(given);
  const counted = { successful_key_count: given.size, unsuccessful_keys: [] };
  expect(answer).toMatchObject({ result: list === body ? counted : { values: {} } });
}

describe("whatever the body is", () => {
  it.each([
    ["PUT", "bulk"],
    ["POST", "bulk/delete"],
    ["DELETE", "bulk"],
    ["POST", "bulk/get"],
  ])("%s %s takes it whole or queues nothing", (method, path) =>
    fc.assert(
      fc.asyncProperty(body, async (text) => {
        const rig = new ProducerRig();
        const response = await rig.request(restPath(path), { method, body: text });
        if (response.status === 200) {
          expectWhole(rig, text, await response.json());
          return;
        }
        expect([400, 413]).toContain(response.status);
        FailureEnvelope.parse(await response.json());
        expect(rig.queue.attempts).toBe(0);
        expect(rig.payloads.begun).toEqual([]);
      }),
      { numRuns: 200 },
    ),
  );
});
