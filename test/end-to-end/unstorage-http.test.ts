import { createStorage } from "unstorage";
import cloudflareKvHttp from "unstorage/drivers/cloudflare-kv-http";
import { describe, expect, it } from "vitest";
import { runSluice, TEST_TOKEN } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);
const { untilText } = sluiceUser(sluice);

describe("unstorage's driver cloudflare-kv-http over strict KV", () => {
  const storage = () =>
    createStorage({
      driver: cloudflareKvHttp({
        accountId: "any-account",
        namespaceId: "default",
        apiToken: TEST_TOKEN,
        apiURL: sluice.url,
        base: "un",
      }),
    });

  it("sets, has, gets, lists and removes items", async () => {
    const items = storage();
    await items.setItem("a:b", { n: 1 });
    await items.setItem("text", "plain", { ttl: 3_600 });
    await untilText("un:a:b", '{"n":1}');
    await untilText("un:text", "plain");
    expect(await items.hasItem("a:b")).toBe(true);
    expect(await items.hasItem("nothing")).toBe(false);
    expect(await items.getItem("a:b")).toEqual({ n: 1 });
    expect(await items.getItem("text")).toBe("plain");
    expect(await items.getItem("nothing")).toBeNull();
    expect((await items.getKeys()).toSorted()).toEqual(["a:b", "text"]);
    await items.removeItem("text");
    await untilText("un:text", null);
    await items.clear();
    await untilText("un:a:b", null);
    expect(await items.getKeys()).toEqual([]);
  });
});
