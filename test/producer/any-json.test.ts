import { describe, expect, it } from "vitest";
import { ProblemDocument } from "../../producer/problems.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { fc } from "../support/property.ts";

/** Bodies near the right shape, so that the checks behind the first one are reached, too. */
const nearIntent = fc.record(
  {
    op: fc.oneof(fc.constantFrom("put", "delete", "touch"), fc.jsonValue()),
    key: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
    namespace: fc.oneof(fc.constantFrom("default", "__proto__", "constructor"), fc.jsonValue()),
    value: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
    valueBase64: fc.oneof(fc.base64String(), fc.jsonValue()),
    expirationTtl: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
    expiration: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
    metadata: fc.jsonValue(),
    contentType: fc.oneof(fc.string(), fc.jsonValue()),
    after: fc.oneof(fc.string(), fc.jsonValue()),
    priority: fc.oneof(fc.constantFrom("normal", "immediate"), fc.jsonValue()),
    onFailure: fc.oneof(fc.constantFrom("drop", "dead-letter"), fc.jsonValue()),
    tags: fc.jsonValue(),
  },
  { requiredKeys: ["op", "key"] },
);

const body = fc.oneof(
  fc.json(),
  fc.string({ unit: "binary" }),
  fc
    .record({ intents: fc.array(nearIntent, { maxLength: 5 }) })
    .map((value) => JSON.stringify(value)),
);

async function expectNoFault(path: string, text: string): Promise<void> {
  const rig = new ProducerRig();
  const response = await rig.post(path, text);
  expect(response.status).toBeLessThan(500);
  const answer = await response.json();
  if (response.status >= 400) {
    ProblemDocument.parse(answer);
    expect(rig.queue.attempts).toBe(0);
  }
}

describe("whatever the body is", () => {
  it.each(["/v1/intents", "/v1/dead-letters/replay"])("POST %s never answers 5xx", (path) =>
    fc.assert(
      fc.asyncProperty(body, (text) => expectNoFault(path, text)),
      { numRuns: 300 },
    ),
  );

  it("any key comes back from a PUT as it went in, or is refused", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (key) => {
        fc.pre(key.isWellFormed());
        const rig = new ProducerRig();
        const response = await rig.put(key, "x");
        if (response.status === 202) expect(rig.queue.intents[0]?.key).toBe(key);
        else expect([404, 422]).toContain(response.status);
      }),
      { numRuns: 300 },
    ));

  it("any metadata header never answers 5xx", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme-ascii" }), async (text) => {
        const response = await new ProducerRig().put("a", "x", {
          headers: { "Sluice-Metadata": text },
        });
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    ));
});
