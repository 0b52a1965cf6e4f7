import { describe, expect, it } from "vitest";
import { ago, json, run, VERSION } from "../fake-world.ts";

const letter = (id: string, more: object) => ({
  id,
  reason: "kv_refused",
  detail: "KV PUT failed: 413 Value length exceeds limit",
  failures: 0,
  firstSeenAt: ago(7_200_000),
  lastSeenAt: ago(60_000),
  sizeBytes: 1_234,
  ...more,
});
const RAW = "raw_0123456789abcdef0123456789abcdef";
const letters = [
  letter(VERSION, { version: VERSION, namespace: "default", key: "user:42", op: "put" }),
  letter("01jd6c4v1q00000a1b2c3e", {
    namespace: "default",
    key: "pkg:a/long/path/index.min.js",
    op: "put",
    reason: "payload_mismatch",
    failures: 12,
    lastSeenAt: ago(3 * 86_400_000),
  }),
  letter(RAW, { reason: "unreadable" }),
];

describe("dlq list", () => {
  it("keeps ids whole and fits 80 columns on a terminal", async () => {
    const answer = () => json({ deadLetters: letters, total: 3 });
    const done = await run(["dlq", "list"], { answer, terminal: true });
    expect(done.stdout).toBe(
      [
        "ID                                    REASON            KEY          FAILS  SEEN",
        "01jd6c4v1q00000a1b2c3d                kv_refused        user:42          0    1m",
        "01jd6c4v1q00000a1b2c3e                payload_mismatch  pkg:a…in.js     12    3d",
        "raw_0123456789abcdef0123456789abcdef  unreadable        -                0    1m",
        "",
      ].join("\n"),
    );
    expect(done.stderr).toBe("3 dead letters. Next: sluice dlq show ID, sluice dlq replay ID\n");
  });

  it("names the namespace where it is not the default", async () => {
    const deadLetters = [letter(VERSION, { namespace: "other", key: "k" })];
    const answer = () => json({ deadLetters, total: 1 });
    const done = await run(["dlq", "list"], { answer, terminal: true });
    expect(done.stdout).toBe(
      [
        "ID                      REASON      NAMESPACE  KEY  FAILS  SEEN",
        `${VERSION}  kv_refused  other      k        0    1m`,
        "",
      ].join("\n"),
    );
  });

  it("gives cells in a pipe and the page as JSON", async () => {
    const answer = () => json({ deadLetters: letters.slice(0, 1), total: 9, cursor: "c" });
    const done = await run(["dlq", "list"], { answer });
    expect(done.stdout).toBe(
      `${VERSION}\tkv_refused\tdefault\tuser:42\tput\t0\t${ago(7_200_000)}\t${ago(60_000)}\t1234\t` +
        "KV PUT failed: 413 Value length exceeds limit\n",
    );
    expect(done.stderr).toBe("1 of 9 dead letters; more: --all, or --cursor c\n");
    expect(JSON.parse((await run(["dlq", "list", "--json"], { answer })).stdout)).toEqual({
      deadLetters: letters.slice(0, 1),
      total: 9,
      cursor: "c",
    });
  });

  it("filters by reason, key, time and a given namespace only", async () => {
    const answer = () => json({ deadLetters: [], total: 0 });
    const target = async (...more: string[]) =>
      (await run(["dlq", "list", ...more], { answer })).sent[0]?.target;
    expect(await target()).toBe("/v1/dead-letters?limit=50");
    expect(await target("--reason", "timeout", "--key", "a/", "-n", "other", "--limit", "5")).toBe(
      "/v1/dead-letters?reason=timeout&namespace=other&keyPrefix=a%2F&limit=5",
    );
    expect(await target("--since", "24h", "--until", "2026-11-21")).toBe(
      "/v1/dead-letters?since=2026-11-20T12%3A00%3A00.000Z&until=2026-11-21T00%3A00%3A00.000Z&limit=50",
    );
  });
});

describe("dlq show", () => {
  const answer = () => json({ ...letters[0], intent: { op: "put", value: "\u001b" } });

  it("shows every member on a terminal, whatever they are", async () => {
    const done = await run(["dlq", "show", VERSION], { answer, terminal: true });
    expect(done.sent[0]?.target).toBe(`/v1/dead-letters/${VERSION}`);
    expect(done.stdout).toContain("Key         user:42\n");
    expect(done.stdout).toContain("Reason      kv_refused\n");
    expect(done.stdout).toContain(`Last seen   ${ago(60_000)} (1m ago)\n`);
    expect(done.stdout).toContain("Size        1.2 kB\n");
    expect(done.stdout).toContain('intent      {"op":"put","value":"\\u001b"}\n');
  });

  it("gives cells in a pipe and the whole letter as JSON", async () => {
    const done = await run(["dlq", "show", VERSION], { answer });
    expect(done.stdout).toContain("key\tuser:42\n");
    const asJson = await run(["dlq", "show", VERSION, "--json"], { answer });
    expect(JSON.parse(asJson.stdout)).toEqual({
      ...letters[0],
      intent: { op: "put", value: "\u001b" },
    });
  });
});

describe("dlq discard", () => {
  const answer = ({ target }: { target: string }) =>
    target.endsWith("/gone") ? json({ title: "No such dead letter" }, 404) : json({});

  it("asks with the count, and does nothing without a yes", async () => {
    const done = await run(["dlq", "discard", "a", "b", "a"], { answer, terminal: true });
    expect(done.questions).toEqual(["Discard 2 dead letters for good? [y/N] "]);
    expect([done.status, done.sent]).toEqual([1, []]);
    expect(done.stderr).toBe("error: Not confirmed: nothing was done.\n");
  });

  it("needs --yes where nobody can be asked, and sends nothing without", async () => {
    const done = await run(["dlq", "discard", "a"], { answer });
    expect([done.status, done.sent]).toEqual([2, []]);
    expect(done.stderr).toContain("next:  add --yes\n");
  });

  it("discards one by one after a yes", async () => {
    const done = await run(["dlq", "discard", "a", "b"], {
      answer,
      terminal: true,
      confirms: true,
    });
    expect(done.sent.map(({ method, target }) => `${method} ${target}`)).toEqual([
      "DELETE /v1/dead-letters/a",
      "DELETE /v1/dead-letters/b",
    ]);
    expect([done.status, done.stdout]).toEqual([0, "Discarded 2 dead letters.\n"]);
  });

  it("is 8 when some are missing and 4 when all are", async () => {
    const some = await run(["dlq", "discard", "a", "gone", "--yes", "--json"], { answer });
    expect([some.status, JSON.parse(some.stdout)]).toEqual([
      8,
      { discarded: ["a"], missing: ["gone"] },
    ]);
    const all = await run(["dlq", "discard", "gone", "--yes"], { answer });
    expect([all.status, all.stdout]).toEqual([4, "gone\tmissing\n"]);
  });

  it("keeps its status when nobody reads what it prints", async () => {
    const gone = Object.assign(new Error("write EPIPE"), { code: "EPIPE", syscall: "write" });
    const stdout = { isTerminal: false, columns: 80, write: async () => Promise.reject(gone) };
    const options = { answer, world: { stdout } };
    const done = await run(["dlq", "discard", "a", "gone", "--yes"], options);
    expect([done.status, done.stderr.split("\n")[0]]).toEqual([
      8,
      "error: No such dead letter: gone.",
    ]);
  });

  it("says what is done and what is left when it breaks off", async () => {
    const breaks = ({ target }: { target: string }) =>
      target.endsWith("/b") ? json({ title: "Unavailable" }, 503) : json({});
    const done = await run(["dlq", "discard", "a", "b", "c", "--yes"], { answer: breaks });
    expect([done.status, done.stdout]).toEqual([1, "a\tdiscarded\n"]);
    expect(done.stderr).toContain("2 dead letters left.");
  });
});
