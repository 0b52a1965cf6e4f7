import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findPostgres } from "../../bench/servers/postgres.ts";
import { findRedis } from "../../bench/servers/redis.ts";
import { type ServerPlan, withServer } from "../../bench/servers/temporary-server.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-5-servers-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function install(path: string, programs: readonly string[]): void {
  mkdirSync(join(folder, path), { recursive: true });
  for (const program of programs) writeFileSync(join(folder, path, program), "");
}

describe("PostgreSQL", () => {
  const pattern = () => join(folder, "*/bin");

  it("is the newest that has a server", () => {
    for (const version of ["9.6", "10", "17"]) {
      install(`${version}/bin`, ["initdb", "postgres", "pg_isready"]);
    }
    install("18/bin", ["pg_isready"]);
    expect(findPostgres(pattern())).toBe(join(folder, "17/bin"));
  });

  it("is missing where no version has one", () => {
    install("18/bin", ["pg_isready"]);
    expect(findPostgres(pattern())).toBeNull();
  });
});

describe("Redis", () => {
  it("is found in the path, and missing where it is not", () => {
    install("b", ["redis-server"]);
    expect(findRedis(`${folder}/a:${folder}/b`)).toBe(join(folder, "b/redis-server"));
    expect(findRedis(`${folder}/a`)).toBeNull();
  });
});

describe("a temporary server", () => {
  const plan = (script: string): ServerPlan => ({
    name: "test",
    user: null,
    stopSignal: "SIGTERM",
    prepare: async () => {},
    command: () => ({ file: process.execPath, args: ["-e", script] }),
    isReady: async (own) => existsSync(join(own, "pid")) && pidOf(own) > 0,
  });
  /** 0 as long as it is not written to its end. */
  const pidOf = (own: string): number => Number(readFileSync(join(own, "pid"), "utf8"));
  const SERVES = `require("fs").writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1e6)`;
  const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}/exe`);

  it("is gone with its folder when its use ends", async () => {
    const used = await withServer(plan(SERVES), async (own) => {
      const pid = pidOf(own);
      expect(isRunning(pid)).toBe(true);
      return { own, pid };
    });
    expect(existsSync(used.own)).toBe(false);
    expect(isRunning(used.pid)).toBe(false);
  });

  it("is gone when its use fails", async () => {
    let [own, pid] = ["", 0];
    const failed = withServer(plan(SERVES), async (given) => {
      [own, pid] = [given, pidOf(given)];
      throw new Error("the use failed");
    });
    await expect(failed).rejects.toThrow("the use failed");
    expect([existsSync(own), pid > 0, isRunning(pid)]).toEqual([false, true, false]);
  });

  it("is gone when a signal ends the run", async () => {
    let [own, pid] = ["", 0];
    const interrupted = withServer(plan(SERVES), (given, signal) => {
      [own, pid] = [given, pidOf(given)];
      return new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("the use was told")));
        process.emit("SIGTERM");
      });
    });
    await expect(interrupted).rejects.toThrow(/interrupted|the use was told/);
    expect([existsSync(own), pid > 0, isRunning(pid)]).toEqual([false, true, false]);
  });

  it("says its last words when it does not start", async () => {
    const broken = plan(`console.error("no room on the disk"); process.exit(1)`);
    await expect(withServer(broken, async () => {})).rejects.toThrow("no room on the disk");
  });
});
