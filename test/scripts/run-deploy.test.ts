import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseWorkerConfig, type WorkerConfigs } from "../../scripts/deploy/deploy-configs.ts";
import { type DeployWorld, runDeploy } from "../../scripts/deploy/run-deploy.ts";
import { queueSettingsOf, withWriteQueues } from "../../scripts/deploy/with-write-queues.ts";
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

const withQueues = (WRITE_QUEUES: number): WorkerConfigs => ({
  producer: { ...configs.producer, vars: { ...configs.producer.vars, WRITE_QUEUES } },
  consumer: { ...configs.consumer, vars: { ...configs.consumer.vars, WRITE_QUEUES } },
});

const namesUpTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => (index === 0 ? "" : `-${index + 1}`)).flatMap(
    (ending) => [`sluice-writes${ending}`, `sluice-writes-immediate${ending}`],
  );

const configIn = (written: ReadonlyMap<string, string>, worker: "producer" | "consumer") =>
  parseWorkerConfig(written.get(worker) ?? "");

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

  it("creates, sends to and consumes every queue that WRITE_QUEUES asks for", async () => {
    const account = fakeAccount();
    const { deployWorld, written } = world(account);
    expect(await runDeploy(deployWorld, withQueues(4), "paid")).toBe(0);
    const created = account.changes.flatMap(
      (change) => /^queues create (\S+)/.exec(change)?.[1] ?? [],
    );
    expect(created.toSorted()).toEqual([...namesUpTo(4), "sluice-dead-letters"].toSorted());
    const [producer, consumer] = [configIn(written, "producer"), configIn(written, "consumer")];
    for (const { queues } of [producer, consumer]) {
      expect(queues.producers).toContainEqual({ binding: "WRITES_4", queue: "sluice-writes-4" });
      expect(queues.producers).toHaveLength(9);
    }
    expect(producer.queues.consumers).toEqual([]);
    const consumers = new Map(consumer.queues.consumers.map((one) => [one.queue, one]));
    expect(consumers.size).toBe(9);
    for (const lane of ["sluice-writes", "sluice-writes-immediate"]) {
      expect(consumers.get(`${lane}-4`)).toEqual({ ...consumers.get(lane), queue: `${lane}-4` });
    }
  });

  it("leaves the queues bound and consumed that a greater WRITE_QUEUES had made, and says so", async () => {
    const account = fakeAccount();
    await runDeploy(world(account).deployWorld, withQueues(4), "paid");
    const before = account.changes.length;
    const again = world(account);
    expect(await runDeploy(again.deployWorld, withQueues(2), "paid")).toBe(0);
    expect(account.changes.slice(before).every((change) => change.startsWith("deploy"))).toBe(true);
    expect(again.output()).toContain(
      "WRITE_QUEUES is 2, and the account has write queues up to number 4",
    );
    const consumer = configIn(again.written, "consumer");
    expect(consumer.queues.consumers.map(({ queue }) => queue)).toEqual(
      expect.arrayContaining([...namesUpTo(4)]),
    );
    expect(consumer.vars.WRITE_QUEUES).toBe(2);
  });

  it("leaves what the files say about a further queue as it is", () => {
    const own = { binding: "WRITES_2", queue: "elsewhere" };
    const given = withQueues(2);
    const producers = [...given.producer.queues.producers, own];
    const producer = { ...given.producer, queues: { ...given.producer.queues, producers } };
    const wide = withWriteQueues({ ...given, producer }, queueSettingsOf(given));
    expect(wide.producer.queues.producers.filter(({ binding }) => binding === "WRITES_2")).toEqual([
      own,
    ]);
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
