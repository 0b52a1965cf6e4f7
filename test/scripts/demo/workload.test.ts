import { describe, expect, it } from "vitest";
import { REWRITES, revise, rewriteJobs } from "../../../scripts/demo/workload.ts";

const file = (key: string) => ({ key, bytes: Uint8Array.from(new TextEncoder().encode(key)) });
const input = {
  small: Array.from({ length: 30 }, (_, index) => file(`small-${index}`)),
  large: [file("large-0"), file("large-1")],
};

describe("rewriteJobs", () => {
  it("makes as many rewrites as it promises, the same on every run", () => {
    const writes = rewriteJobs(input).flatMap((job) => job.writes);
    expect(writes).toHaveLength(REWRITES);
    expect(rewriteJobs(input)).toEqual(rewriteJobs(input));
  });

  it("sends large values one by one", () => {
    const together = rewriteJobs(input).filter((job) => job.kind === "together");
    const keys = together.flatMap((job) => job.writes.map((write) => write.key));
    expect(keys.some((key) => key.startsWith("large"))).toBe(false);
  });

  it("gives each revision other bytes", () => {
    expect(new TextDecoder().decode(revise(file("x"), 7).bytes)).toBe("x\n// revision 7\n");
  });
});
