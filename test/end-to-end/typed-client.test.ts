import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSluiceClient, type SluiceClient } from "../../producer/client/sluice-client.ts";
import { pollUntil } from "../support/poll-until.ts";
import { type RunningSluice, runSluice, TEST_TOKEN } from "../support/run-sluice.ts";

let sluice: RunningSluice;
let client: SluiceClient;
beforeAll(async () => {
  sluice = await runSluice();
  client = createSluiceClient(sluice.url, TEST_TOKEN);
  sluice.secrets.keep("value of");
});
afterAll(() => sluice?.close());

const DEADLINE_MS = 45_000;
const param = (key: string) => ({ namespace: "default", key });
const value = () => client.v1.kv[":namespace"][":key"];

async function untilApplied(key: string, version: string): Promise<void> {
  await pollUntil(async () => {
    const query = { version };
    const status = await client.v1.status[":namespace"][":key"].$get({ param: param(key), query });
    if (!status.ok) throw new Error(`status of ${key}: ${status.status}`);
    return (await status.json()).state === "applied";
  }, DEADLINE_MS);
}

async function read(key: string): Promise<string | null> {
  const header = { "Cache-Control": "no-cache" };
  const response = await value().$get({ param: param(key), header });
  const text = await response.text();
  return response.status === 200 ? text : null;
}

describe("the typed client against both Workers over strict KV", () => {
  it.each(["a?b#c", "a/b%c", "a/../b ☃"])("writes, reads and deletes the key %s", async (key) => {
    const put = await value().$put({ param: param(key), body: `value of ${key}` });
    if (put.status !== 202) throw new Error(`put: ${put.status} ${await put.text()}`);
    const written = await put.json();
    expect(written.key).toBe(key);
    await untilApplied(key, written.version);
    expect(await read(key)).toBe(`value of ${key}`);
    const gone = await value().$delete({ param: param(key) });
    if (gone.status !== 202) throw new Error(`delete: ${gone.status} ${await gone.text()}`);
    await untilApplied(key, (await gone.json()).version);
    expect(await read(key)).toBeNull();
  });

  it("sends intents and lists what they wrote", async () => {
    const intents = ["x", "y"].map((name) => ({
      op: "put" as const,
      key: `l?st/${name}`,
      value: name,
    }));
    const sent = await client.v1.intents.$post({ json: { intents } });
    if (sent.status !== 202) throw new Error(`intents: ${sent.status} ${await sent.text()}`);
    const { receipts } = await sent.json();
    for (const { key, version } of receipts) await untilApplied(key, version);
    const list = await client.v1.kv[":namespace"].$get({
      param: { namespace: "default" },
      query: { prefix: "l?st/", limit: "1" },
    });
    if (!list.ok) throw new Error(`list: ${list.status}`);
    const page = await list.json();
    expect(page.keys.map((key) => key.name)).toEqual(["l?st/x"]);
    expect(page.list_complete).toBe(false);
  });

  it("speaks Cloudflare's shape as well", async () => {
    const account = client.client.v4.accounts[":account"].storage.kv.namespaces[":namespace"];
    const at = { account: "any", ...param("rest/a?b#c") };
    const form = new FormData();
    form.set("value", "in a form");
    form.set("metadata", '{"n":1}');
    const put = await account.values[":key"].$put({ param: at, body: form });
    if (put.status !== 200) throw new Error(`put: ${put.status} ${await put.text()}`);
    await untilApplied(at.key, (await put.json()).result.version);
    const metadata = await account.metadata[":key"].$get({ param: at });
    if (metadata.status !== 200) throw new Error(`metadata: ${metadata.status}`);
    expect((await metadata.json()).result).toEqual({ n: 1 });
  });

  it("answers a key without a value by a problem", async () => {
    const response = await value().$get({ param: param("n?thing") });
    if (response.status !== 404) throw new Error(`expected 404, got ${response.status}`);
    expect((await response.json()).type).toBe("urn:sluice:problem:key-unknown");
  });
});
