import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { startCommand } from "../cli/start-command.ts";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice, TEST_TOKEN } from "../support/run-sluice.ts";
import { startedOnce } from "../support/started-once.ts";

const sluice = startedOnce(runSluice);

async function command(args: readonly string[], stdin?: string | Uint8Array) {
  const put = args.indexOf("put");
  sluice.secrets.keep([stdin, put === -1 ? [] : args.slice(put + 2)]);
  const { child, finished } = startCommand(sluice.url, TEST_TOKEN, ...args);
  child.stdin.end(stdin);
  const [stdout, { status, stderr }] = await Promise.all([text(child.stdout), finished]);
  return { status, stdout, stderr };
}

async function commandJson(...args: string[]) {
  const { stdout } = await command(["--json", ...args]);
  return JSON.parse(stdout);
}

const untilState = (key: string, version: string, state: string) =>
  pollUntil(async () => (await commandJson("status", key, "--version", version)).state === state);

describe("the command line and the producer", () => {
  it("agree on a key that needs every kind of encoding", async () => {
    const key = "a/b?c=d&e#100% é\n";
    const { version } = await commandJson("put", key, "one", "--metadata", '{"n":"é"}');
    await untilState(key, version, "applied");
    expect(await commandJson("get", key, "--no-cache")).toMatchObject({
      key,
      version,
      metadata: { n: "é" },
      value: "one",
    });
    expect(await commandJson("list", "a/b?")).toMatchObject({
      keys: [{ name: key, metadata: { n: "é" } }],
      list_complete: true,
    });
  });

  it("stream a value that is too large for a message", async () => {
    const value = "0123456789abcdef".repeat(20_000);
    const put = await command(["put", "large", "--ttl", "1h"], value);
    const [version = ""] = put.stdout.split("\t");
    await untilState("large", version, "applied");
    expect(await command(["get", "large"])).toEqual({ status: 0, stdout: value, stderr: "" });
  });

  it("agree on deletes and on what is not there", async () => {
    const { version } = await commandJson("delete", "large");
    await untilState("large", version, "applied");
    expect(await command(["get", "large", "--no-cache"])).toMatchObject({ status: 4, stdout: "" });
    expect(await command(["get", "k", "-n", "nowhere"])).toMatchObject({ status: 4 });
  });

  it("agree on dead letters from the backlog to the replay", async () => {
    expect(await command(["status"])).toMatchObject({ status: 0 });
    await sluice.strictKv.setFault({
      name: "refused",
      keys: { kind: "exact", key: "refused" },
      effect: { kind: "refused", status: 400 },
    });
    const { version } = await commandJson("put", "refused", "kept");
    await untilState("refused", version, "dead");
    await pollUntil(async () => (await commandJson("dlq", "list")).total === 1);
    expect(await command(["status"])).toMatchObject({ status: 8 });
    expect(
      await commandJson("dlq", "list", "--reason", "kv_refused", "--since", "1h"),
    ).toMatchObject({
      deadLetters: [{ id: version, key: "refused" }],
    });
    expect(await commandJson("dlq", "show", version)).toMatchObject({ key: "refused", op: "put" });
    expect(await commandJson("dlq", "replay", "--key", "ref", "--dry-run")).toMatchObject({
      state: "counted",
      matched: 1,
      skipped: 0,
    });

    await sluice.strictKv.clearFaults("refused");
    const replay = await command(["dlq", "replay", version, "--yes", "--json"]);
    expect(replay).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(replay.stdout)).toMatchObject({ state: "finished", matched: 1, enqueued: 1 });
    await untilState("refused", version, "applied");
    expect(await command(["dlq", "discard", version, "--yes"])).toMatchObject({ status: 4 });
    expect(await command(["status"])).toMatchObject({ status: 0 });
  });
});
