import { describe, expect, it } from "vitest";
import { json, run, VERSION } from "../fake-world.ts";

describe("delete", () => {
  it("sends a delete and prints the receipt", async () => {
    const receipt = {
      namespace: "default",
      key: "a/b",
      op: "delete",
      version: VERSION,
      acceptedAt: "2026-11-21T12:00:00.000Z",
      status: "accepted",
    };
    const done = await run(["delete", "a/b", "--immediate"], { answer: () => json(receipt, 202) });
    expect(done.sent).toMatchObject([
      { method: "DELETE", target: "/v1/kv/default/a%2Fb?priority=immediate", body: "" },
    ]);
    expect(done.stdout).toBe(`${VERSION}\tdelete\tdefault\ta/b\t2026-11-21T12:00:00.000Z\n`);
  });
});
