import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseWorkerConfig } from "../../scripts/deploy/deploy-configs.ts";
import { localConfigs } from "../../scripts/local-configs.ts";
import { ROOT } from "../../scripts/wrangler-command.ts";

const FILES = ["wrangler.producer.toml", "wrangler.consumer.toml"];

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sluice with a space-"));
  for (const file of FILES) cpSync(join(ROOT, file), join(root, file));
  writeFileSync(join(root, ".dev.vars"), "SLUICE_TOKENS='[]'\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const setWriteQueues = (value: string): void => {
  for (const file of FILES) {
    const toml = readFileSync(join(root, file), "utf8");
    writeFileSync(
      join(root, file),
      toml.replace(/^WRITE_QUEUES = .*$/m, `WRITE_QUEUES = ${value}`),
    );
  }
};

describe("localConfigs", () => {
  it("is the TOML files themselves while each lane has one queue", () => {
    expect(localConfigs(root)).toEqual({
      paths: FILES.map((file) => join(root, file)),
      copiedForQueues: null,
    });
  });

  it("is copies that bind and consume every queue with WRITE_QUEUES over 1", () => {
    setWriteQueues("2");
    const { paths, copiedForQueues } = localConfigs(root);
    expect(copiedForQueues).toBe(2);
    const [producer, consumer] = paths.map((path) => parseWorkerConfig(readFileSync(path, "utf8")));
    for (const config of [producer, consumer]) {
      const bound = config?.queues.producers.map(({ binding, queue }) => `${binding} ${queue}`);
      expect(bound).toContain("WRITES_2 sluice-writes-2");
      expect(bound).toContain("WRITES_IMMEDIATE_2 sluice-writes-immediate-2");
    }
    const consumed = consumer?.queues.consumers.map(({ queue }) => queue);
    expect(consumed).toContain("sluice-writes-2");
    expect(consumed).toContain("sluice-writes-immediate-2");
    expect(producer?.main).toBe(join(root, "producer/index.ts"));
    expect(producer?.assets?.directory).toBe(join(root, "producer/public"));
    const beside = join(paths[0] ?? "", "../.dev.vars");
    expect(readFileSync(beside, "utf8")).toBe("SLUICE_TOKENS='[]'\n");
  });

  it("leaves wrong settings to the Workers, which name them, and a broken file to wrangler", () => {
    setWriteQueues("65");
    expect(localConfigs(root).copiedForQueues).toBeNull();
    setWriteQueues("[[");
    expect(localConfigs(root)).toEqual({
      paths: FILES.map((file) => join(root, file)),
      copiedForQueues: null,
    });
  });
});
