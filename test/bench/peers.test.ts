import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { realTime } from "../../bench/platform/real-time.ts";
import { VirtualKv } from "../../bench/platform/virtual-kv.ts";
import { readRecord } from "../../bench/report/record-run.ts";
import { ROOT } from "../support/read-imports.ts";

const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

describe("the peers", () => {
  it("have packages of their own, which the root does not install", () => {
    const names = Object.keys(read("bench/peers/package.json").dependencies);
    const installed = Object.keys(read("package-lock.json").packages);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => installed.includes(`node_modules/${name}`))).toEqual([]);
  });

  it("name exact versions, those of their lock file", () => {
    const { dependencies } = read("bench/peers/package.json");
    const { packages } = read("bench/peers/package-lock.json");
    for (const [name, version] of Object.entries(dependencies)) {
      expect(packages[`node_modules/${name}`].version, name).toBe(version);
    }
  });

  it("roll back what Sluice does not, as it was recorded", () => {
    const recorded = readRecord().benchmarks.find(({ name }) => name === "peers");
    const table = recorded?.tables.find(({ id }) => id === "peers-replay");
    const rolledBack = table?.rows.map((row) => [row[0] === "Sluice", Number(row[4])] as const);
    expect(rolledBack?.length).toBeGreaterThan(2);
    for (const [isSluice, keys] of rolledBack ?? []) {
      if (isSluice) expect(keys).toBe(0);
      else expect(keys).toBeGreaterThan(0);
    }
  });
});

describe("KV on real time", () => {
  it("refuses the second of two writes to a key, and takes one of another key", async () => {
    const kv = new VirtualKv(realTime(1), () => {});
    const puts = await Promise.allSettled([kv.put("a", "1"), kv.put("a", "2"), kv.put("b", "3")]);
    expect(puts.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect([kv.peek("a"), kv.peek("b")]).toEqual(["1", "3"]);
    expect(kv.counts).toMatchObject({ writeCalls: 3, throttled: 1 });
  });
});
