import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeKvNamespaceContract } from "../contract/kv-namespace.contract.ts";
import { type RemoteKv, remoteKv } from "../support/drop-in-caller/remote-kv.ts";
import { Filled } from "../support/drop-in-caller/wire.ts";
import { pollUntil } from "../support/poll-until.ts";
import { type RunningSluice, runSluice } from "../support/run-sluice.ts";
import { type Receipt, sluiceUser } from "../support/sluice-user.ts";

let sluice: RunningSluice;
const start = (kv: "strict" | "local") => async () => {
  sluice = await runSluice({ kv, others: ["test/support/drop-in-caller/wrangler.toml"] });
};
const stop = () => sluice?.close();

type KeyPage = { readonly keys: readonly { readonly expiration?: number }[] };

/** A namespace of the caller Worker. */
function remote(subject: string): RemoteKv {
  const kv = remoteKv(sluice.other("drop-in-caller"), subject);
  return {
    call(method, ...given) {
      if (method === "put") sluice.secrets.keep(given.slice(1));
      return kv.call(method, ...given);
    },
  };
}

const untilApplied = (receipt: Receipt) =>
  pollUntil(async () => /^(applied|superseded)$/.test(await sluiceUser(sluice).state(receipt)));

/** What it writes can be read once its receipts are final. */
function dropIn(subject: string) {
  const open: Receipt[] = [];
  return {
    async call(method: string, ...given: readonly unknown[]): Promise<unknown> {
      const answer = await remote(subject).call(method, ...given);
      if (method === "put" || method === "delete") open.push(answer as Receipt);
      return answer;
    },
    async settled(): Promise<void> {
      for (const receipt of open.splice(0)) await untilApplied(receipt);
    },
  };
}

describe("a Worker that uses SluiceKV", () => {
  beforeAll(start("strict"));
  afterAll(stop);

  const plain: RemoteKv = { call: (method, ...given) => remote("PLAIN").call(method, ...given) };
  describeKvNamespaceContract("the runtime's namespace", () => ({
    ...plain,
    settled: async () => {},
  }));

  const kv = dropIn("KV");
  describeKvNamespaceContract("the entry point SluiceKV", () => kv);

  describeGrants();

  it("gets a receipt for a write, which its status follows", async () => {
    const put = (await remote("KV").call("put", "receipt", "v")) as Receipt;
    expect(put).toEqual({
      namespace: "default",
      key: "receipt",
      op: "put",
      version: expect.any(String),
      acceptedAt: expect.any(String),
      status: "accepted",
    });
    const removed = (await remote("KV").call("delete", "receipt")) as Receipt;
    expect(removed).toMatchObject({ op: "delete", key: "receipt", status: "accepted" });
    expect(removed.version > put.version).toBe(true);
    await untilApplied(removed);
  });

  it("waits for the end of a write, and touches what it has written", async () => {
    const kv = remote("KV");
    const wait = 30;
    expect(await kv.call("put", "touched", "v", { wait })).toMatchObject({ state: "applied" });
    const touch = await kv.call("touch", "touched", { expirationTtl: 3_600, wait });
    expect(touch).toMatchObject({ op: "touch", state: "applied" });
    expect(await kv.call("get", "touched")).toBe("v");
    const { keys } = (await kv.call("list", { prefix: "touched" })) as KeyPage;
    const inAnHour = Date.now() / 1_000 + 3_600;
    expect(keys[0]?.expiration).toBeGreaterThan(inAnHour - 120);
    expect(keys[0]?.expiration).toBeLessThan(inAnHour + 120);
    const absent = (await kv.call("touch", "absent", { expirationTtl: 60, wait })) as Receipt;
    expect(absent).toMatchObject({ state: "applied" });
    const path = `/v1/status/default/absent?version=${absent.version}`;
    expect(await (await sluice.fetch(path)).json()).toMatchObject({ found: "nothing" });
  });

  it("refuses metadata that leaves no room for the version, with its own limit", async () => {
    const call = remote("KV").call("put", "k", "v", { metadata: { a: "x".repeat(1_000) } });
    await expect(call).rejects.toThrow(
      /^KV PUT failed: 413 Metadata length of 1008 exceeds limit of \d+: Sluice keeps a version/,
    );
  });

  it("writes what it typed against the declared types", async () => {
    expect(await remote("its own types").call("touchAll", "typed")).toMatchObject({
      version: expect.any(String),
      many: 1,
      removed: "delete",
    });
  });

  it("may be unstorage with its KV driver, unchanged", async () => {
    const storage = remote("unstorage");
    await storage.call("setItem", "a:b", { n: 1 });
    await pollUntil(async () => (await storage.call("hasItem", "a:b")) === true);
    expect(await storage.call("getItem", "a:b")).toEqual({ n: 1 });
    expect(await storage.call("getKeys")).toEqual(["a:b"]);
    await storage.call("removeItem", "a:b");
    await pollUntil(async () => (await storage.call("hasItem", "a:b")) === false);
  });

  it("has made KV no write too early", async () => {
    const report = await sluice.strictKv.report();
    expect(report.uninvited429s).toBe(0);
    expect(report.landedByKey.overwritten).toBe(2);
    expect(report.smallestGapMs).toBeGreaterThanOrEqual(1_000);
  });
});

function describeGrants(): void {
  const refusal = (subject: string, method: string, ...given: readonly unknown[]) =>
    expect(remote(subject).call(method, ...given)).rejects;

  describe("the props of a binding", () => {
    beforeAll(async () => {
      const kv = remote("KV");
      const keys = ["mine:1", "mine:2", "ours:1", "theirs:1"];
      const receipts = await Promise.all(keys.map((key) => kv.call("put", key, key)));
      for (const receipt of receipts) await untilApplied(receipt as Receipt);
    });

    const ALL = [
      ["get", "mine:1"],
      ["get", ["mine:1"]],
      ["getWithMetadata", "mine:1"],
      ["list"],
      ["put", "mine:1", "v"],
      ["delete", "mine:1"],
    ] as const;

    it.each(ALL)("allow nothing when there are none: %s", async (method, ...given) => {
      await refusal("KV_WITHOUT_PROPS", method, ...given).toThrow(
        /^This binding to SluiceKV may do nothing: props\.scopes: expected .* props like/,
      );
    });

    it.each(ALL)("allow nothing in an unknown namespace: %s", async (method, ...given) => {
      await refusal("KV_ELSEWHERE", method, ...given).toThrow(
        "props.namespace: expected one of the namespaces default",
      );
    });

    it("limit a binding to reading", async () => {
      expect(await remote("KV_READER").call("get", "mine:1")).toBe("mine:1");
      const text = 'failed: 403 the props of this binding lack the scope "write"';
      await refusal("KV_READER", "put", "mine:1", "v").toThrow(`KV PUT ${text}`);
      await refusal("KV_READER", "delete", "mine:1").toThrow(`KV DELETE ${text}`);
    });

    it("limit a binding to writing", async () => {
      expect(await remote("KV_WRITER").call("put", "written", "v")).toMatchObject({ op: "put" });
      const text = 'failed: 403 the props of this binding lack the scope "read"';
      await refusal("KV_WRITER", "get", "mine:1").toThrow(`KV GET ${text}`);
      await refusal("KV_WRITER", "get", ["mine:1"]).toThrow(`KV GET_BULK ${text}`);
      await refusal("KV_WRITER", "getWithMetadata", "mine:1").toThrow(`KV GET ${text}`);
      await refusal("KV_WRITER", "list", { prefix: "mine:" }).toThrow(`KV GET ${text}`);
    });

    it.each([
      ["get", "theirs:1"],
      ["get", ["mine:1", "theirs:1"]],
      ["getWithMetadata", "theirs:1"],
      ["getWithMetadata", ["theirs:1"]],
      ["put", "theirs:1", "v"],
      ["put", "mine", "v"],
      ["delete", "theirs:1"],
    ])("keep a binding inside its prefixes: %s %j", async (method, ...given) => {
      await refusal("KV_LIMITED", method, ...given).toThrow(
        /failed: 403 the key lies outside the prefixes/,
      );
    });

    it("let a binding list inside its prefixes only", async () => {
      const kv = remote("KV_LIMITED");
      expect(await kv.call("list", { prefix: "mine:" })).toMatchObject({
        keys: [{ name: "mine:1" }, { name: "mine:2" }],
      });
      for (const options of [undefined, {}, { prefix: "" }, { prefix: "min" }, { prefix: null }]) {
        await refusal("KV_LIMITED", "list", options).toThrow(/failed: 403 the prefix lies outside/);
      }
    });

    it("show nothing through the cursor of a wider list", async () => {
      const wide = (await remote("KV").call("list", { limit: 1 })) as { cursor: string };
      const page = await remote("KV_LIMITED").call("list", {
        prefix: "ours:",
        cursor: wide.cursor,
      });
      expect(page).toMatchObject({ keys: [{ name: "ours:1" }] });
    });
  });
}

describe("a Worker that binds queue and namespace itself", () => {
  // It binds the namespace that the consumer writes, so that has to be the runtime's own.
  beforeAll(start("local"));
  afterAll(stop);

  const kv = dropIn("queued");
  describeKvNamespaceContract("queuedKV", () => kv);

  it("is refused a large value when it does not bind the bucket", async () => {
    const put = remote("queued without a bucket").call("put", "large", new Filled("text", 200_000));
    await expect(put).rejects.toThrow(/^KV PUT failed: 413 .* R2 binding PAYLOADS/);
  });
});
