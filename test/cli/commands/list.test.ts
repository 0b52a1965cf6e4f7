import { describe, expect, it } from "vitest";
import { type Answer, json, NOW_MS, run } from "../fake-world.ts";

const keys = [
  { name: "user:42" },
  {
    name: "pkg:node_modules/a/very/long/path/that/goes/on/and/on/index.production.min.js",
    expiration: NOW_MS / 1_000 + 7_200,
  },
  { name: "日本語/とても長いキー", metadata: { source: "import of a long file", n: 1 } },
  { name: "evil\u001b[31m\n\\key", metadata: "\u009b" },
];
const whole: Answer = () => json({ keys, list_complete: true });

/** Three pages of one key each. */
const paged: Answer = ({ target }) => {
  const at = Number(new URL(target, "http://localhost").searchParams.get("cursor") ?? 0);
  const isLast = at === 2;
  return json({
    keys: [{ name: `k${at}` }],
    list_complete: isLast,
    ...(isLast ? {} : { cursor: String(at + 1) }),
  });
};

describe("list", () => {
  it("fits 80 columns on a terminal and escapes what would control it", async () => {
    const done = await run(["list"], { answer: whole, terminal: true });
    expect(done.stdout).toBe(
      [
        "KEY                                 EXPIRES  METADATA",
        "user:42                             -",
        "pkg:node_modules/…roduction.min.js  in 2h",
        '日本語/とても長いキー               -        {"source":"import…long file","n":1}',
        'evil\\u001b[31m\\n\\\\key               -        "\\u009b"',
        "",
      ].join("\n"),
    );
  });

  it("gives whole keys as cells in a pipe", async () => {
    const done = await run(["list"], { answer: whole });
    expect(done.stdout.split("\n").slice(1)).toEqual([
      `${keys[1]?.name}\t${NOW_MS / 1_000 + 7_200}\t`,
      '日本語/とても長いキー\t\t{"source":"import of a long file","n":1}',
      'evil\\u001b[31m\\n\\\\key\t\t"\\u009b"',
      "",
    ]);
  });

  it("gives keys exactly as they are as JSON", async () => {
    const done = await run(["list", "--json"], { answer: whole });
    expect(JSON.parse(done.stdout)).toEqual({ keys, list_complete: true });
    expect(done.stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("asks for a prefix, a limit and a cursor", async () => {
    const done = await run(["list", "a/?&=", "--limit", "7", "--cursor", "c c"], { answer: whole });
    expect(done.sent[0]?.target).toBe("/v1/kv/default?prefix=a%2F%3F%26%3D&limit=7&cursor=c+c");
  });

  it("reads one page and says that there are more", async () => {
    const done = await run(["list"], { answer: paged });
    expect([done.stdout, done.stderr]).toEqual([
      "k0\t\t\n",
      "1 key, and more: --all, or --cursor 1\n",
    ]);
    const asJson = await run(["list", "--json"], { answer: paged });
    expect(JSON.parse(asJson.stdout)).toEqual({
      keys: [{ name: "k0" }],
      list_complete: false,
      cursor: "1",
    });
  });

  it("reads every page with --all", async () => {
    const done = await run(["list", "--all"], { answer: paged });
    expect([done.stdout, done.stderr]).toEqual(["k0\t\t\nk1\t\t\nk2\t\t\n", ""]);
  });

  it("prints each page in a pipe before it asks for the next one", async () => {
    const asked: string[] = [];
    const answer: Answer = (request) => {
      asked.push(request.target);
      return paged(request);
    };
    const gone = Object.assign(new Error("write EPIPE"), { code: "EPIPE", syscall: "write" });
    const write = async () => Promise.reject(gone);
    const stdout = { isTerminal: false, columns: 80, write };
    const done = await run(["list", "--all"], { answer, world: { stdout } });
    expect([done.status, asked.length]).toEqual([0, 1]);
  });

  it("prints what it has and is 1 when a page cannot be had", async () => {
    const answer: Answer = (request) =>
      request.target.includes("cursor=2") ? json({ title: "Down" }, 503) : paged(request);
    const done = await run(["list", "--all"], { answer });
    expect([done.status, done.stdout]).toEqual([1, "k0\t\t\nk1\t\t\n"]);
    expect(done.stderr).toContain("503");
  });

  it("gives up on a cursor that leads nowhere", async () => {
    const answer = () => json({ keys: [], list_complete: false, cursor: "same" });
    const done = await run(["list", "--all"], { answer });
    expect(done.status).toBe(1);
    expect(done.stderr).toContain("the same cursor twice");
  });

  it("says so when there are none", async () => {
    const answer = () => json({ keys: [], list_complete: true });
    const done = await run(["list", "x"], { answer, terminal: true });
    expect([done.status, done.stdout, done.stderr]).toEqual([0, "", "No keys with this prefix.\n"]);
  });
});
