import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod/mini";
import type { Receipt } from "../../../producer/accept/receipt.ts";
import { createSluiceClient } from "../../../producer/client/sluice-client.ts";
import type { ProblemDocument } from "../../../producer/problems.ts";
import type { KeyList } from "../../../producer/read/list-keys.ts";
import { ProducerRig, tokenOf } from "../../support/producer-rig.ts";

const NAMESPACE = "default";

function clientOf(rig: ProducerRig) {
  const urls: string[] = [];
  const client = createSluiceClient("http://localhost", tokenOf("all"), {
    fetch: (url, init) => {
      urls.push(url);
      return rig.request(url, init, null);
    },
  });
  return { client, urls };
}

describe("the typed client", () => {
  it.each([
    ["a?b#c", "a%3Fb%23c"],
    ["a/b%c", "a%2Fb%25c"],
    ["/:namespace", "%2F%3Anamespace"],
    ["$& ☃\n", "%24%26%20%E2%98%83%0A"],
    ["a/../b", "a%2F..%2Fb"],
  ])("names the key %j exactly", async (key, encoded) => {
    const { client, urls } = clientOf(new ProducerRig());
    const put = await client.v1.kv[":namespace"][":key"].$put({
      param: { namespace: NAMESPACE, key },
      body: "value",
    });
    expect(put.status).toBe(202);
    expect(await put.json()).toMatchObject({ namespace: NAMESPACE, key, op: "put" });
    expect(urls).toEqual([`http://localhost/v1/kv/default/${encoded}`]);
  });

  it("shows the encoded key in the URL that it would ask", () => {
    const { client } = clientOf(new ProducerRig());
    const url = client.v1.kv[":namespace"][":key"].$url({
      param: { namespace: NAMESPACE, key: "a?b#c" },
    });
    expect(url.href).toBe("http://localhost/v1/kv/default/a%3Fb%23c");
  });

  it.each(["", ".", ".."])("refuses the key %j before it asks", (key) => {
    const { client, urls } = clientOf(new ProducerRig());
    const value = client.v1.kv[":namespace"][":key"];
    expect(() => value.$delete({ param: { namespace: NAMESPACE, key } })).toThrow(RangeError);
    expect(urls).toEqual([]);
  });

  it("sends the body of a stream, the query and the headers of a put", async () => {
    const rig = new ProducerRig();
    const { client } = clientOf(rig);
    const response = await client.v1.kv[":namespace"][":key"].$put({
      param: { namespace: NAMESPACE, key: "a" },
      query: { expirationTtl: "60", priority: "immediate" },
      header: { "Content-Type": "text/plain", "Sluice-Metadata": '{"n":1}' },
      body: new Blob(["streamed"]).stream(),
    });
    expect(response.status).toBe(202);
    expect(rig.queue.intents).toMatchObject([
      {
        priority: "immediate",
        value: { text: "streamed" },
        contentType: "text/plain",
        metadata: { n: 1 },
      },
    ]);
  });

  it("sends JSON bodies and gives typed answers by status", async () => {
    const { client } = clientOf(new ProducerRig());
    const response = await client.v1.intents.$post({
      json: { intents: [{ op: "delete", key: "a?b#c" }] },
    });
    if (response.status !== 202) throw new Error(`expected 202, got ${response.status}`);
    const { receipts } = await response.json();
    expectTypeOf(receipts).toEqualTypeOf<Receipt[]>();
    expect(receipts).toMatchObject([{ key: "a?b#c" }]);
  });

  it("types the body of a refusal as a problem", async () => {
    const { client } = clientOf(new ProducerRig());
    const response = await client.v1.status[":namespace"][":key"].$get({
      param: { namespace: NAMESPACE, key: "a" },
      query: { version: "no version" },
    });
    if (response.status !== 400) throw new Error(`expected 400, got ${response.status}`);
    const problem = await response.json();
    expectTypeOf(problem).toEqualTypeOf<ProblemDocument>();
    expect(problem.type).toBe("urn:sluice:problem:malformed-version");
  });

  it("takes the query of a list, which may be absent", async () => {
    const { client } = clientOf(new ProducerRig());
    const list = client.v1.kv[":namespace"];
    expectTypeOf(list.$get).parameter(0).toHaveProperty("query");
    const responses = [
      await list.$get({ param: { namespace: NAMESPACE } }),
      await list.$get({ param: { namespace: NAMESPACE }, query: { limit: "1" } }),
    ];
    for (const response of responses) {
      if (!response.ok) throw new Error(`expected 200, got ${response.status}`);
      expectTypeOf(await response.json()).toEqualTypeOf<z.infer<typeof KeyList>>();
    }
  });

  it("leaves wrong names to the compiler", () => {
    const { client } = clientOf(new ProducerRig());
    const value = client.v1.kv[":namespace"][":key"];
    type Put = Parameters<typeof value.$put>[0];
    expectTypeOf<{ param: { namespace: string }; body: string }>().not.toExtend<Put>();
    expectTypeOf<{ param: { namespace: string; key: string } }>().not.toExtend<Put>();
    expectTypeOf(client.v1).not.toHaveProperty("nowhere");
    expectTypeOf(client.v1.backlog).not.toHaveProperty("$post");
  });
});
