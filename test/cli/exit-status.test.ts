import { describe, expect, it } from "vitest";
import { EXIT } from "../../cli/exit-status.ts";
import { json, run } from "./fake-world.ts";

const refusal = (status: number) => () =>
  json({ title: "Refused", status, detail: "Why." }, status);

describe("the exit status", () => {
  const ofAnswers: readonly (readonly [number, number])[] = [
    [400, EXIT.failure],
    [401, EXIT.authentication],
    [403, EXIT.authentication],
    [404, EXIT.notFound],
    [405, EXIT.failure],
    [413, EXIT.failure],
    [422, EXIT.failure],
    [500, EXIT.failure],
    [503, EXIT.failure],
  ];
  it.each(ofAnswers)("for an answer of %i is %i", async (answered, status) => {
    const commands = [
      ["status"],
      ["status", "k"],
      ["put", "k", "v"],
      ["get", "k"],
      ["delete", "k"],
      ["list"],
      ["dlq", "list"],
      ["dlq", "show", "id"],
      ["dlq", "replay", "--all", "--yes"],
      ["dlq", "discard", "id", "--yes"],
    ];
    for (const command of commands) {
      const done = await run(command, { answer: refusal(answered) });
      expect([command, done.status]).toEqual([command, status]);
    }
  });

  const usage: readonly (readonly string[])[] = [
    ["statsu"],
    ["put"],
    ["put", ""],
    ["put", ".."],
    ["put", "k".repeat(513), "v"],
    ["put", "k", "v", "--ttl", "59"],
    ["put", "k", "v", "--ttl", "soon"],
    ["put", "k", "v", "--metadata", "{"],
    ["put", "k", "v", "--content-type", "a/b\r\nX-Evil: 1"],
    ["put", "k", "v", "--token", "slc_a_b"],
    ["get", "k", "--namespace", "a/b"],
    ["list", "--limit", "0"],
    ["list", "--limit", "1001"],
    ["status", "--version", "01jd6c4v1q00000a1b2c3d"],
    ["status", "k", "--version", "1"],
    ["dlq", "list", "--reason", "because"],
    ["dlq", "list", "--since", "yesterday"],
    ["dlq", "list", "--key", ""],
    ["dlq", "show", ""],
    ["dlq", "follow", ""],
    ["dlq", "cancel", ""],
    ["dlq", "discard", "id", "", "--yes"],
    ["dlq", "replay"],
    ["dlq", "replay", "", "--yes"],
    ["dlq", "replay", "--key", "", "--yes"],
    ["dlq", "replay", "id", "--all"],
    ["dlq", "replay", "--all", "--reason", "timeout"],
    ["dlq", "replay", "--all"],
    ["dlq", "replay", "--all", "--rate", "0"],
    ["dlq", "discard"],
    ["dlq", "discard", "id"],
    ["token", "new", "--scopes", "root"],
    ["token", "new", "--id", "A"],
    ["token", "new", "--expires", "2020-01-01"],
    ["token", "new", "--namespaces", "a,,b"],
  ];
  it.each(usage.map((args) => [args.join(" ").slice(0, 60), args] as const))(
    "for wrong usage is 2, and nothing is sent: %s",
    async (_title, args) => {
      const done = await run(args);
      expect(done.status).toBe(EXIT.usage);
      expect(done.sent).toEqual([]);
      expect(done.stdout).toBe("");
      expect(done.stderr).toMatch(/^error: /);
    },
  );

  it("is 0 for help and version", async () => {
    for (const args of [["--help"], ["dlq", "replay", "--help"], ["help", "put"], ["-V"]]) {
      expect((await run(args)).status).toBe(EXIT.ok);
    }
    expect((await run(["--version"])).stdout).toBe("1.2.3\n");
  });

  it("stands in the help, whose lines fit 80 columns", async () => {
    const { stdout } = await run(["--help"]);
    for (const status of Object.values(EXIT))
      expect(stdout).toMatch(new RegExp(`^  ${status} +`, "m"));
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
