import Cloudflare, { APIError } from "cloudflare";
import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice, TEST_TOKEN } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);
const { untilText } = sluiceUser(sluice);

describe("the cloudflare SDK over strict KV", () => {
  const account = { account_id: "any-account" };
  const inDefault = { ...account, namespace_id: "default" };
  const kv = () =>
    new Cloudflare({ apiToken: TEST_TOKEN, baseURL: `${sluice.url}/client/v4` }).kv.namespaces;

  it.each(["sdk:a", "a/b c%", "a?b#c ☃"])("writes, reads and deletes the key %s", async (key) => {
    const metadata = JSON.stringify({ from: "sdk", n: 1 });
    const put = await kv().values.update(key, { ...inDefault, value: `of ${key}`, metadata });
    expect(put).toMatchObject({ key, status: "accepted" });
    await untilText(key, `of ${key}`);
    const read = await kv().values.get(key, inDefault);
    expect(await read.text()).toBe(`of ${key}`);
    expect(await kv().metadata.get(key, inDefault)).toEqual({ from: "sdk", n: 1 });
    await kv().values.delete(key, inDefault);
    await untilText(key, null);
  });

  it("sets the end of a value and reads it from the header", async () => {
    const endsAt = Math.floor(Date.now() / 1_000) + 7_200;
    await kv().values.update("sdk:end", { ...inDefault, value: "x", expiration: endsAt });
    await untilText("sdk:end", "x");
    const read = await kv().values.get("sdk:end", inDefault);
    expect(read.headers.get("expiration")).toBe(String(endsAt));
  });

  it("streams a large value, bytes that are no text included", async () => {
    const bytes = new Uint8Array(6_000_000).map((_, index) => (index * 7) % 256);
    const value = new File([bytes], "large.bin") as unknown as string;
    await kv().values.update("sdk:large", { ...inDefault, value });
    await pollUntil(async () => (await sluiceUser(sluice).get("sdk:large")).status === 200, 45_000);
    const read = await kv().values.get("sdk:large", inDefault);
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it("writes, reads, lists and deletes many keys", async () => {
    const body = [
      { key: "many/1", value: "one", metadata: { n: 1 } },
      { key: "many/2", value: Buffer.from("two").toString("base64"), base64: true },
      { key: "many/3", value: '{"three":3}', expiration_ttl: 3_600 },
    ];
    const written = await kv().bulkUpdate("default", { ...account, body });
    expect(written).toEqual({ successful_key_count: 3, unsuccessful_keys: [] });
    for (const [key, text] of [
      ["many/1", "one"],
      ["many/2", "two"],
      ["many/3", '{"three":3}'],
    ]) {
      await untilText(key ?? "", text ?? "");
    }
    const keys = body.map(({ key }) => key);
    const read = await kv().bulkGet("default", { ...account, keys: [...keys, "many/4"] });
    expect(read).toEqual({
      values: { "many/1": "one", "many/2": "two", "many/3": '{"three":3}', "many/4": null },
    });
    const listed: string[] = [];
    const pages = kv().keys.list("default", { ...account, prefix: "many/", limit: 2 });
    for await (const { name } of pages) listed.push(name);
    expect(listed).toEqual(keys);
    const removed = await kv().bulkDelete("default", { ...account, body: keys });
    expect(removed).toEqual({ successful_key_count: 3, unsuccessful_keys: [] });
    for (const key of keys) await untilText(key, null);
  });

  it("throws its own errors, with the codes of Cloudflare", async () => {
    const failure = async (call: () => PromiseLike<unknown>) => {
      try {
        await call();
      } catch (error) {
        if (error instanceof APIError) return { status: error.status, code: error.errors[0]?.code };
        throw error;
      }
      throw new Error("expected a refusal");
    };
    const gone = { ...inDefault, namespace_id: "nowhere" };
    expect(await failure(() => kv().values.get("absent", inDefault))).toEqual({
      status: 404,
      code: 10009,
    });
    expect(await failure(() => kv().values.delete("a", gone))).toEqual({
      status: 404,
      code: 10013,
    });
    expect(
      await failure(() => kv().values.update("a", { ...inDefault, value: "x", expiration_ttl: 5 })),
    ).toEqual({ status: 400, code: 10034 });
    const takenApart = { ...inDefault, value: "x", metadata: { n: 1 } };
    expect(await failure(() => kv().values.update("a", takenApart))).toEqual({
      status: 400,
      code: 10047,
    });
    const stranger = new Cloudflare({ apiToken: "no", baseURL: `${sluice.url}/client/v4` });
    expect(await failure(() => stranger.kv.namespaces.values.get("a", inDefault))).toEqual({
      status: 401,
      code: 10000,
    });
  });
});
