import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { startCommand } from "../cli/start-command.ts";
import { pollUntil } from "../support/poll-until.ts";
import { readTally } from "../support/read-tally.ts";
import { runSluice, TEST_TOKEN } from "../support/run-sluice.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);

const DEADLINE_MS = 45_000;

/** Asks until it is its turn. */
async function doctor(...args: readonly string[]) {
  let done = { status: 0, stdout: "", stderr: "" };
  await pollUntil(async () => {
    const { child, finished } = startCommand(sluice.url, TEST_TOKEN, "doctor", ...args);
    const [stdout, { status, stderr }] = await Promise.all([text(child.stdout), finished]);
    done = { status, stdout, stderr };
    return !stderr.includes("429");
  }, DEADLINE_MS);
  return done;
}

describe("diagnostics of a running Sluice", () => {
  it("find everything well and leave nothing behind", async () => {
    const { status, stdout, stderr } = await doctor("--json");
    expect([status, stderr]).toEqual([0, ""]);
    const { verdict, checks } = JSON.parse(stdout);
    expect(verdict).toBe("ok");
    const odd = checks.filter(({ result }: { result: string }) => result !== "ok");
    expect(odd).toEqual([]);

    const list = await (await sluice.fetch("/v1/kv/default?prefix=sluice:canary:")).json();
    expect(list).toMatchObject({ keys: [] });
    const { PAYLOADS } = (await sluice.consumer.getEnv()) as { PAYLOADS: R2Bucket };
    expect((await PAYLOADS.list()).objects).toEqual([]);
    expect(await readTally(sluice.consumer)).toMatchObject({ accepted: 2, applied: 2, pending: 0 });
  });

  it("say that KV refuses writes, and leave no dead letter", async () => {
    await sluice.strictKv.setFault({
      name: "puts",
      keys: { kind: "prefix", prefix: "sluice:canary:" },
      operations: ["put"],
      effect: { kind: "refused", status: 400 },
    });
    const { status, stdout } = await doctor();
    await sluice.strictKv.clearFaults("puts");
    expect(status).toBe(8);
    expect(stdout).toMatch(/^canary.apply\tdefault\tfailed\t\d+\tit ended as dropped\t/m);
    expect(stdout).toMatch(/^canary.delete\tdefault\tok\t/m);
    expect(await (await sluice.fetch("/v1/dead-letters")).json()).toMatchObject({ total: 0 });
  });
});
