import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseWorkerConfig } from "../../scripts/deploy/deploy-configs.ts";
import { type DeployWorld, runDeploy } from "../../scripts/deploy/run-deploy.ts";
import { type FakeAccount, fakeAccount } from "./fake-account.ts";

const configs = {
  producer: parseWorkerConfig(readFileSync("wrangler.producer.toml", "utf8")),
  consumer: parseWorkerConfig(readFileSync("wrangler.consumer.toml", "utf8")),
};

function world(account: FakeAccount) {
  const said: string[] = [];
  const written = new Map<string, string>();
  const deployWorld: DeployWorld = {
    wrangler: account.wrangler,
    say: (line) => said.push(line),
    makeToken: () => ({ token: "slc_admin_secret", tokens: "[]" }),
    files: {
      writeConfig: (worker, toml) => written.set(worker, toml),
      writeSecrets: (json) => written.set("secrets", json),
      forgetSecrets: () => written.delete("secrets"),
    },
  };
  return { deployWorld, written, output: () => said.join("\n") };
}

describe("runDeploy", () => {
  it("creates resources first, then deploys the consumer, then the producer with its token", async () => {
    const account = fakeAccount();
    const { deployWorld, output } = world(account);
    expect(await runDeploy(deployWorld, configs, "paid")).toBe(0);
    expect(account.changes).toEqual([
      "kv namespace create sluice-default --no-update-config",
      "queues create sluice-writes --message-retention-period-secs 345600",
      "queues create sluice-writes-immediate --message-retention-period-secs 345600",
      "queues create sluice-dead-letters --message-retention-period-secs 1209600",
      "r2 bucket create sluice-payloads --no-update-config",
      "deploy -c .wrangler/deploy/wrangler.consumer.toml",
      "deploy -c .wrangler/deploy/wrangler.producer.toml --secrets-file .wrangler/deploy/secrets.json",
    ]);
    expect(output()).toContain("slc_admin_secret");
    expect(output()).toContain("https://sluice-producer.example.workers.dev");
  });

  it("puts the account's ids and right paths into the copies, and leaves no secret behind", async () => {
    const { deployWorld, written } = world(fakeAccount());
    await runDeploy(deployWorld, configs, "paid");
    const producer = parseWorkerConfig(written.get("producer") ?? "");
    expect(producer.kv_namespaces[0]?.id).toMatch(/^a{31}0$/);
    expect(producer.main).toBe("../../producer/index.ts");
    expect(producer.assets?.directory).toBe("../../producer/public");
    expect(producer).toMatchObject({ vars: configs.producer.vars, name: "sluice-producer" });
    expect(written.has("secrets")).toBe(false);
  });

  it("creates nothing and shows no token when it runs again", async () => {
    const account = fakeAccount();
    await runDeploy(world(account).deployWorld, configs, "paid");
    const before = account.changes.length;
    const again = world(account);
    expect(await runDeploy(again.deployWorld, configs, "paid")).toBe(0);
    expect(account.changes.slice(before)).toEqual([
      "deploy -c .wrangler/deploy/wrangler.consumer.toml",
      "deploy -c .wrangler/deploy/wrangler.producer.toml",
    ]);
    expect(again.output()).not.toContain("slc_");
  });

  it("stops at a step that fails, says what to do, and goes on from there the next time", async () => {
    const account = fakeAccount();
    account.failOn("queues create sluice-dead-letters", "message retention must be below 86400");
    const first = world(account);
    expect(await runDeploy(first.deployWorld, configs, "paid")).toBe(1);
    expect(account.changes.at(-1)).toContain("sluice-writes-immediate");
    expect(first.output()).toContain("npm run deploy -- --free-plan");
    const second = world(account);
    expect(await runDeploy(second.deployWorld, configs, "free")).toBe(0);
    expect(account.changes.filter((change) => change.startsWith("kv"))).toHaveLength(1);
    expect(account.changes).toContain("queues create sluice-dead-letters");
  });

  it("changes nothing when the account cannot be asked", async () => {
    const account = fakeAccount();
    account.failOn("kv namespace list", "You must set a CLOUDFLARE_API_TOKEN environment variable");
    const { deployWorld, output } = world(account);
    expect(await runDeploy(deployWorld, configs, "paid")).toBe(1);
    expect(account.changes).toEqual([]);
    expect(output()).toContain("npx wrangler login");
  });
});
