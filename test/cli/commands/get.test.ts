import { describe, expect, it } from "vitest";
import { json, run, VERSION } from "../fake-world.ts";

const value =
  (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  () =>
    new Response(body, { headers });

describe("get", () => {
  it("prints the bytes as they are, control characters too", async () => {
    const text = "\ufeffa\u001b[31m\u0000\r\n";
    for (const terminal of [false, true]) {
      const done = await run(["get", "k"], { answer: value(text), terminal });
      expect([done.status, done.stdout, done.stderr]).toEqual([0, text, ""]);
    }
  });

  it("gives the prompt of a terminal a line of its own", async () => {
    const done = await run(["get", "k"], { answer: value("v"), terminal: true });
    expect([done.stdout, done.stderr]).toEqual(["v", "\n"]);
  });

  it("goes past the edge cache with --no-cache", async () => {
    const asked = async (...more: string[]) =>
      (await run(["get", "k", ...more], { answer: value("v") })).sent[0]?.headers["Cache-Control"];
    expect(await asked()).toBeUndefined();
    expect(await asked("--no-cache")).toBe("no-cache");
  });

  it("is 4 without a value", async () => {
    const answer = () => json({ title: "No value under this key" }, 404);
    const done = await run(["get", "k"], { answer });
    expect([done.status, done.stdout]).toEqual([4, ""]);
  });

  it("gives text with its version and metadata as JSON", async () => {
    const headers = {
      "Sluice-Version": VERSION,
      "Sluice-Metadata": '{"a":1}',
      "Content-Type": "text/plain",
    };
    const done = await run(["get", "a/b", "--json"], { answer: value("\ufeffé\u009b", headers) });
    expect(JSON.parse(done.stdout)).toEqual({
      namespace: "default",
      key: "a/b",
      version: VERSION,
      contentType: "text/plain",
      metadata: { a: 1 },
      value: "\ufeffé\u009b",
    });
    expect(done.stdout).not.toContain("\u009b");
  });

  it("gives bytes that are no UTF-8 as base64", async () => {
    const done = await run(["get", "k", "--json"], { answer: value(Uint8Array.of(0xff, 0)) });
    expect(JSON.parse(done.stdout)).toEqual({
      namespace: "default",
      key: "k",
      version: null,
      contentType: null,
      metadata: null,
      valueBase64: "/wA=",
    });
  });

  it("is 7 when the connection breaks in the middle of a value", async () => {
    const answer = () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode("half")),
          pull: (controller) => controller.error(new Error("ECONNRESET")),
        }),
      );
    const done = await run(["get", "k"], { answer });
    expect(done.status).toBe(7);
    expect(done.stderr).toContain("What was printed is not the whole value.");
  });
});
