import { describe, expect, it } from "vitest";
import { type Answer, bytesOf, json, NOW_MS, run } from "../fake-world.ts";

const SECONDS = Math.floor(NOW_MS / 1_000);
const versionOf = (number: number): string => `01jd6c4v1q0000${number}a1b2c3d`.slice(0, 22);

const letter = (number: number, content: object, more: object = {}) => ({
  id: versionOf(number),
  version: versionOf(number),
  namespace: "default",
  key: `key-${number}`,
  op: "put",
  reason: "kv_refused",
  detail: "KV PUT failed: 400 Bad Request",
  failures: 1,
  firstSeenAt: "2026-11-21T11:00:00.000Z",
  lastSeenAt: "2026-11-21T11:00:00.000Z",
  sizeBytes: 200,
  content,
  ...more,
});

const TEXT = letter(2, { value: "two\u2028", priority: "immediate", onFailure: "drop" });
const BYTES = letter(1, {
  valueBase64: "AP8=",
  expiration: SECONDS + 60,
  metadata: { a: 1 },
  tags: ["user:1"],
});
const DELETE = letter(3, { priority: "normal" }, { op: "delete" });
const TOUCH = letter(4, { expiration: SECONDS + 90 }, { op: "touch" });
const LARGE = letter(5, { payload: { sha256: "0".repeat(64), sizeBytes: 1_000_000 } });
const RAW = { ...letter(6, { body: "{" }), id: "raw_m", reason: "unreadable", op: undefined };

const file = (...letters: readonly object[]): string =>
  letters.map((one) => `${JSON.stringify(one)}\n`).join("");

/** Confirms every write but those of the named keys. */
const accepting =
  (...unconfirmed: readonly string[]): Answer =>
  ({ body }) => {
    const { intents } = JSON.parse(body) as { intents: readonly { readonly key: string }[] };
    const receipts = intents.map(({ key }) => ({
      key,
      status: unconfirmed.includes(key) ? "unconfirmed" : "accepted",
    }));
    return json({ receipts }, unconfirmed.length === 0 ? 202 : 207);
  };

describe("dlq export", () => {
  const pages: Answer = ({ target }) =>
    target.includes("cursor=more")
      ? json({ deadLetters: [LARGE, RAW], total: 4 })
      : json({ deadLetters: [TEXT, BYTES], total: 4, cursor: "more" });

  it("prints every page, one JSON per line, with what would have been written", async () => {
    const done = await run(["dlq", "export", "--reason", "kv_refused"], { answer: pages });
    expect(done.sent.map(({ target }) => target)).toEqual([
      "/v1/dead-letters?reason=kv_refused&values=true&limit=200",
      "/v1/dead-letters?reason=kv_refused&values=true&limit=200&cursor=more",
    ]);
    const lines = done.stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [TEXT, BYTES, LARGE, RAW].map((one) => JSON.parse(JSON.stringify(one))),
    );
    expect([done.status, done.stderr]).toEqual([
      0,
      "1 large value in R2 left out: replay such letters, import cannot send them\n",
    ]);
  });

  it("prints one document with --json", async () => {
    const done = await run(["dlq", "export", "--json"], { answer: pages });
    expect(JSON.parse(done.stdout).deadLetters).toHaveLength(4);
  });
});

describe("dlq import", () => {
  it("reads what an editor has saved with a byte order mark and other line ends", async () => {
    const text = `\ufeff${file(TEXT).replaceAll("\n", "\r\n")}\r\n`;
    const done = await run(["dlq", "import", "f", "--yes"], {
      answer: accepting(),
      files: { f: text },
    });
    expect([done.status, done.sent.length]).toEqual([0, 1]);
  });

  it("needs --yes where nobody can be asked, and names no dry run that it does not have", async () => {
    const done = await run(["dlq", "import", "-"], { stdin: bytesOf(file(TEXT)) });
    expect([done.status, done.sent]).toEqual([2, []]);
    expect(done.stderr).toContain("next:  add --yes\n");
  });

  const files = (text: string) => ({ files: { "letters.jsonl": text } });
  const args = ["dlq", "import", "letters.jsonl", "--yes"];

  it("writes each line anew, in the order of the old versions", async () => {
    const done = await run(args, {
      answer: accepting(),
      ...files(file(TOUCH, DELETE, TEXT, BYTES)),
    });
    expect(done.sent.map(({ method, target }) => `${method} ${target}`)).toEqual([
      "POST /v1/intents",
    ]);
    expect(JSON.parse(done.sent[0]?.body ?? "").intents).toEqual([
      {
        op: "put",
        namespace: "default",
        key: "key-1",
        valueBase64: "AP8=",
        expiration: SECONDS + 60,
        metadata: { a: 1 },
        tags: ["user:1"],
      },
      {
        op: "put",
        namespace: "default",
        key: "key-2",
        value: "two\u2028",
        priority: "immediate",
        onFailure: "drop",
      },
      { op: "delete", namespace: "default", key: "key-3", priority: "normal" },
      { op: "touch", namespace: "default", key: "key-4", expiration: SECONDS + 90 },
    ]);
    expect([done.status, done.stdout]).toEqual([0, "accepted\t4\nunconfirmed\t0\nbad\t0\n"]);
  });

  it("names every bad line by its number and sends nothing", async () => {
    const over = letter(7, { value: "x", expiration: SECONDS });
    const both = letter(8, { value: "x", valueBase64: "" });
    const text = `${file(TEXT, LARGE, RAW)}{\n\n${file(over, both, { ...TEXT, key: "" })}`;
    const done = await run(args, { answer: accepting(), ...files(text) });
    expect([done.status, done.sent]).toEqual([2, []]);
    expect(done.stderr.split("\n").slice(0, 7)).toEqual([
      "error: 6 lines cannot be imported; nothing was sent.",
      "       line 2: its value lies in R2 and not in the line: replay the letter",
      "       line 3: a message that could not be read is no write",
      "       line 4: not JSON",
      "       line 6: its life is over (expiration)",
      "       line 7: content: expected exactly one of value and valueBase64",
      "       line 8: key: expected a key of 1 to 512 bytes, got an empty one",
    ]);
  });

  it("sends the others with --skip-bad, and is 8", async () => {
    const options = { answer: accepting(), ...files(file(LARGE, TEXT)) };
    const done = await run([...args, "--skip-bad", "--json"], options);
    expect(done.status).toBe(8);
    expect(JSON.parse(done.stdout)).toMatchObject({
      accepted: 1,
      unconfirmed: 0,
      bad: [{ line: 1 }],
    });
    expect(done.stderr).toContain("1 line left out.");
  });

  it("reads stdin, and sends in batches of at most 1,000", async () => {
    const letters = Array.from({ length: 2_100 }, (_, index) =>
      letter(1, { value: "x" }, { key: `key-${index}` }),
    );
    const done = await run(["dlq", "import", "-", "--yes"], {
      answer: accepting(),
      stdin: bytesOf(file(...letters)),
    });
    const sizes = done.sent.map(({ body }) => JSON.parse(body).intents.length);
    expect([done.status, sizes]).toEqual([0, [1_000, 1_000, 100]]);
  });

  it("is 8 when the queue did not confirm all, and stops at the first request that fails", async () => {
    const some = await run(args, { answer: accepting("key-2"), ...files(file(TEXT, DELETE)) });
    expect([some.status, some.stdout]).toEqual([8, "accepted\t1\nunconfirmed\t1\nbad\t0\n"]);
    const answer = () => json({ title: "The write was not confirmed" }, 503);
    const none = await run(args, { answer, ...files(file(TEXT, DELETE)) });
    expect(none.status).toBe(1);
    expect(none.stderr).toContain("2 writes not sent or not confirmed.");
  });

  it("asks first: it overwrites what the keys hold", async () => {
    const options = { answer: accepting(), terminal: true, ...files(file(TEXT)) };
    const done = await run(["dlq", "import", "letters.jsonl"], options);
    expect(done.questions).toEqual(["Write 1 key anew, over what they hold now? [y/N] "]);
    expect([done.status, done.sent]).toEqual([1, []]);
  });

  it("is 2 for a file that is not there", async () => {
    const done = await run(["dlq", "import", "nowhere", "--yes"], { answer: accepting() });
    expect([done.status, done.stderr.split("\n")[0]]).toEqual([
      2,
      "error: Reading nowhere failed (ENOENT).",
    ]);
  });
});
